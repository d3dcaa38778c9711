"""What the lab raises when it is broken itself."""

from __future__ import annotations


class LabError(RuntimeError):
    """The lab could not be built or driven: says nothing about netdoc."""
