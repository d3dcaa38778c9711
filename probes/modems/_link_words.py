"""The words that TR-098 and TR-181 have for the state and the standard of a DSL link, as boxes spell them.

Source: Broadband Forum TR-098 WANDSLInterfaceConfig and TR-181 DSL.Line; ITU-T for the standards.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from probes.modems._plausible import Gate

_SYNC: Mapping[str, bool] = {
    "up": True,
    "showtime": True,
    "down": False,
    "nosignal": False,
    "initializing": False,
    "establishinglink": False,
    "disabled": False,
    "training": False,
    "started": False,
    "chananalysis": False,
    "msgexchange": False,
}
_STANDARD = re.compile(r"G[._ ]?(99[2-3]|9701)(?:[._ ]([1-5]))?(?:[._ ]?ANNEX[._ ]?([A-Z]))?", re.IGNORECASE)
_FAMILIES: Mapping[str, str] = {
    "992.1": "ADSL",
    "992.2": "ADSL G.lite",
    "992.3": "ADSL2",
    "992.4": "ADSL2 G.lite",
    "992.5": "ADSL2+",
    "993.1": "VDSL",
    "993.2": "VDSL2",
    "9701": "G.fast",
}
_PROFILE = re.compile(r"(8[abcd]|12[ab]|17a|30a|35b|106[abc]|212[ac])", re.IGNORECASE)


def in_sync(word: str) -> bool | None:
    """Return whether a state (`Up`, `NO_SIGNAL`, `EstablishingLink`) is showtime; None for a word of no known meaning.

    `Error` is of no known meaning: a box may print it beside a line in sync.
    """
    return _SYNC.get(re.sub(r"[ _-]", "", word).lower())


def state(gate: Gate, word: str | None) -> bool | None:
    """Return whether the line is in sync, by the box's word; what cannot be told is remarked.

    Rates and levels count only in sync: without the word, those of an earlier showtime could pass for today's.
    """
    sync = None if word is None else in_sync(word)
    if word is None:
        gate.remarks.append("the answer does not say whether the line is in sync: rates and levels are left out")
    elif sync is None:
        gate.left_out("sync, rates and levels", word, "not a state this reader knows")
    return sync


def standard(word: str) -> str | None:
    """Return `ADSL2+ Annex B` for `G.992.5_Annex_B` or `G_992_5_ANNEX_B`; None for anything else."""
    found = _STANDARD.fullmatch(word.strip())
    family = None if found is None else _FAMILIES.get(".".join(each for each in found.group(1, 2) if each))
    if found is None or family is None:
        return None
    return family if found[3] is None else f"{family} Annex {found[3].upper()}"


def profile(word: str) -> str | None:
    """Return a VDSL2 or G.fast profile in lower case (`17a`); None for anything else."""
    return word.strip().lower() if _PROFILE.fullmatch(word.strip()) else None


def is_adsl(*words: str | None) -> bool:
    """Return whether a mode or standard says ADSL and none says VDSL."""
    told = " ".join(each.upper() for each in words if each)
    return "ADSL" in told and "VDSL" not in told
