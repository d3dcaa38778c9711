"""Whether this machine can hold the office."""

from __future__ import annotations

import os
import subprocess
from functools import cache

from tests.lab.servers import missing_programs


@cache
def why_not() -> str:
    """Return what is missing to build the office, as one sentence; empty when nothing is."""
    if os.geteuid() != 0:
        return "the lab builds network namespaces: it needs root"
    if missing := missing_programs():
        return f"the lab's programs are not installed: {', '.join(missing)} (see .ci/run)"
    probe = subprocess.run(["unshare", "--net", "--mount", "true"], capture_output=True, text=True, timeout=10)
    if probe.returncode != 0:
        return f"this machine allows no network namespaces: {probe.stderr.strip()}"
    return ""
