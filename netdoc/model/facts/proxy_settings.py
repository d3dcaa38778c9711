"""The proxy that programs of the measuring computer are told to use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from netdoc.model.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxySettings(Fact):
    """What the settings say. netdoc's own questions go through none: what programs feel may be the proxy's."""

    KIND: ClassVar[str] = "ProxySettings"
    VERSION: ClassVar[int] = 1

    server: Annotated[str | None, "host and port of the proxy, without a login; absent when none is set"] = None
    told_by: Annotated[str | None, "where the setting stands"] = None
