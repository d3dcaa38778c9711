"""Object names and numbers of the DSL MIBs: RFC 2662 (ADSL), RFC 3440 (its extension), RFC 5650, RFC 4319 (SHDSL).

Rates are bit/s, margins, attenuations and powers are tenths. ATU-C and xTU-C are the network side, so what they
receive is upstream; ATU-R and xTU-R are the modem. SHDSL is symmetric and counts in whole dB.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from probes.modems._box_mib import BOX_COLUMNS

Oid = tuple[int, ...]

SYSTEM: Oid = (1, 3, 6, 1, 2, 1, 1)
IF: Oid = (1, 3, 6, 1, 2, 1, 2, 2, 1)
HOST: Oid = (1, 3, 6, 1, 2, 1, 25, 1)
ADSL: Oid = (1, 3, 6, 1, 2, 1, 10, 94, 1, 1)
ADSL_EXT: Oid = (1, 3, 6, 1, 2, 1, 10, 94, 3, 1)
VDSL2: Oid = (1, 3, 6, 1, 2, 1, 10, 251, 1)
SHDSL: Oid = (1, 3, 6, 1, 2, 1, 10, 48, 1)
DRAYTEK: Oid = (1, 3, 6, 1, 4, 1, 7367)
XTUC, XTUR = 1, 2
UPSTREAM, DOWNSTREAM = 1, 2

_PERF_C = "Lofs Loss Lols Lprs ESs Inits"
_PERF_R = "Lofs Loss Lprs ESs"
_ROOM = "CurrSnrMgn CurrAtn CurrStatus CurrOutputPwr CurrAttainableRate"


def _columns(table: Oid, names: Iterable[tuple[int, str]]) -> dict[str, Oid]:
    return {name: (*table, 1, number) for number, name in names}


def _numbered(prefix: str, names: str, first: int = 1) -> list[tuple[int, str]]:
    return [(first + place, prefix + name) for place, name in enumerate(names.split())]


def _adsl_perf(side: str, names: str) -> list[tuple[int, str]]:
    """Totals, then valid and invalid intervals, then elapsed time and values of bin, day and day before."""
    found = _numbered(f"adsl{side}Perf", f"{names} ValidIntervals InvalidIntervals")
    for period, age in (("Curr15Min", "TimeElapsed"), ("Curr1Day", "TimeElapsed"), ("Prev1Day", "MoniSecs")):
        found += _numbered(f"adsl{side}Perf{period}", f"{age} {names}", first=len(found) + 1)
    return found


def _adsl() -> dict[str, Oid]:
    found = _columns((*ADSL, 1), _numbered("adslLine", "Coding Type"))
    for number, side, names in ((2, "Atuc", _PERF_C), (3, "Atur", _PERF_R)):
        found |= _columns((*ADSL, number), _numbered(f"adsl{side}", _ROOM, first=4))
        rates = _numbered(f"adsl{side}Chan", "InterleaveDelay CurrTxRate PrevTxRate")
        found |= _columns((*ADSL, number + 2), rates)
        found |= _columns((*ADSL, number + 4), _adsl_perf(side, names))
        intervals = _numbered(f"adsl{side}Interval", f"Number {names} ValidData")
        found |= _columns((*ADSL, number + 6), intervals)
        blocks = _numbered(f"adsl{side}Chan", "ReceivedBlks TransmittedBlks CorrectedBlks UncorrectBlks")
        found |= _columns((*ADSL, number + 8), blocks)
    return found


def _adsl_ext() -> dict[str, Oid]:
    found: dict[str, Oid] = {}
    for table, side, names in ((18, "Atuc", "FastR FailedFastR SesL UasL"), (20, "Atur", "SesL UasL")):
        width = len(names.split())
        for place, period in enumerate(("Stat", "Curr15Min", "Curr1Day", "Prev1Day")):
            numbered = _numbered(f"adsl{side}Perf{period}", names, first=1 + place * width)
            found |= _columns((*ADSL_EXT, table), numbered)
        found |= _columns((*ADSL_EXT, table + 1), _numbered(f"adsl{side}Interval", names))
    return found


def _vdsl2() -> dict[str, Oid]:
    status = "ActTemplate XtuTransSys PwrMngState InitResult LastStateDs LastStateUs Xtur Xtuc AttainableRateDs "
    status += "AttainableRateUs ActPsdDs ActPsdUs ActAtpDs ActAtpUs ActProfile"
    seconds = "Fecs Es Ses Loss Uas"
    inits = "FullInits FailedFullInits ShortInits FailedShortInits"
    found = _columns((*VDSL2, 1, 1), _numbered("xdsl2LineStatus", status, first=12))
    found |= _columns((*VDSL2, 1, 2), _numbered("xdsl2LineBandStatus", "LnAtten SigAtten SnrMargin", first=2))
    found |= _columns((*VDSL2, 2, 2), _numbered("xdsl2ChStatus", "ActDataRate PrevDataRate ActDelay ActInp", first=2))
    for period, elapsed in (("15M", 4), ("1Day", 12)):
        found |= _columns((*VDSL2, 4, 1, 1), _numbered(f"xdsl2PMLCurr{period}", f"TimeElapsed {seconds}", elapsed))
    for period, elapsed in (("15M", 3), ("1Day", 10)):
        found |= _columns((*VDSL2, 4, 1, 2), _numbered(f"xdsl2PMLInitCurr{period}", f"TimeElapsed {inits}", elapsed))
    for table, period in ((3, "15M"), (4, "1D")):
        history = _numbered(f"xdsl2PMLHist{period}", f"MonitoredTime {seconds} ValidInterval", first=3)
        found |= _columns((*VDSL2, 4, 1, table), history)
    history = _numbered("xdsl2PMLInitHist15M", "MonitoredTime FullInits FailedFullInits", first=2)
    found |= _columns((*VDSL2, 4, 1, 5), history)
    names = "TimeElapsed CodingViolations CorrectedBlocks"
    for period, elapsed in (("15M", 4), ("1Day", 9)):
        found |= _columns((*VDSL2, 4, 2, 1), _numbered(f"xdsl2PMChCurr{period}", names, elapsed))
    return found


def _shdsl() -> dict[str, Oid]:
    """Span status by interface; endpoints by interface, unit, side and wire pair."""
    span = "MaxAttainableLineRate ActualLineRate TransmissionModeCurrent"
    found = _columns((*SHDSL, 2), _numbered("hdsl2ShdslStatus", span, first=2))
    endpoint = "CurrAtn CurrSnrMgn CurrStatus ES SES CRCanomalies LOSWS UAS"
    return found | _columns((*SHDSL, 5), _numbered("hdsl2ShdslEndpoint", endpoint))


def _scalars() -> dict[str, Oid]:
    found: dict[str, Oid] = {
        name: (*SYSTEM, number) for number, name in ((1, "sysDescr"), (2, "sysObjectID"), (3, "sysUpTime"))
    }
    found["hrSystemUptime"] = (*HOST, 1)
    found |= {"ifType": (*IF, 3), "ifAdminStatus": (*IF, 7), "ifOperStatus": (*IF, 8)}
    return found


COLUMNS: Mapping[str, Oid] = _scalars() | _adsl() | _adsl_ext() | _vdsl2() | _shdsl() | dict(BOX_COLUMNS)
"""Columns (and scalars without their final 0) by MIB name."""


def dotted(name: str, *index: int) -> str:
    """Return a column or a cell as dotted numbers."""
    return ".".join(str(each) for each in (*COLUMNS[name], *index))
