"""Maker, model and firmware in a UPnP or TR-064 description, read as one sign."""

from __future__ import annotations

from dataclasses import replace

from netdoc.model.sign import Sign
from netdoc.ports import Door
from probes import _igd
from probes.finders._words import page_body, shown


def sign_of(door: Door, *, wants: str) -> Sign:
    """Return what a description states.

    Raises:
        UnreadableCapture: not XML.
    """
    state = _igd.box_of(replace(door.said, body=page_body(door.said.body))).state
    stated = (("maker", state.vendor), ("model", state.model), ("firmware", state.firmware))
    says = tuple(f"{label}: {shown(text)}" for label, text in stated if text)
    return Sign(says=says, vendor=state.vendor, model=state.model, firmware=state.firmware, wants=wants)
