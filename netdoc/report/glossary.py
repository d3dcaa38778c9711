"""Terms of the field in plain words; a report prints those that it uses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from netdoc.report.document import Block, Heading, KeyValues
from netdoc.report.texts import map_texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Glossary(Block):
    """Every term that could be explained; composing keeps those that the report really uses."""

    title: str
    terms: tuple[tuple[str, str], ...]


TERMS: Mapping[str, tuple[str, str]] = {
    "95th percentile": (r"95th", "the value that 95 of 100 samples do not exceed: the slow ones without the slowest"),
    "ADSL": (r"ADSL\S*", "internet over a telephone pair, faster down than up (ITU-T G.992)"),
    "Arm": (r"[Aa]rms?", "a stretch of time in which one arrangement was kept as it was"),
    "Attainable rate": (r"[Aa]ttainable", "the rate that the modem believes the line could carry now"),
    "Attenuation": (r"[Aa]ttenuation", "how much weaker the signal arrives, in dB; it grows with the line's length"),
    "BRAS": (r"BRAS|BNG", "the provider's gateway that ends internet sessions (BRAS, BNG)"),
    "CRC": (r"CRC", "blocks of data that arrived damaged and could not be repaired"),
    "DHCP": (r"DHCP", "how a device asks its network for an address"),
    "DNS": (r"DNS|[Nn]ame servers?|[Nn]ame look-ups?", "what turns names into addresses (name server)"),
    "DSLAM": (r"DSLAM", "the operator's end of the telephone pair, in a cabinet or exchange"),
    "Dying gasp": (r"[Dd]ying gasp|LPR", "a modem's last message that its power fails (LPR: loss of power)"),
    "ES": (r"ES|[Ee]rrored s(?:econds?)?", "errored second: a second with at least one damaged block"),
    "FEC": (r"FEC", "blocks that were damaged and repaired on arrival: normal work of a line"),
    "Flap": (r"flaps?", "one of several short failures that follow one another closely and count as one incident"),
    "Hop": (r"[Hh]ops?", "a router on the way to a target"),
    "LAN": (r"LAN", "the office's own network"),
    "LOF": (r"LOF", "loss of framing: a signal is there, but nothing can be read from it"),
    "LOS": (r"LOS|[Ll]oss(?:es)? of signal", "loss of signal: nothing arrives from the other end of the pair"),
    "Median": (r"[Mm]edian", "the middle value: half of the samples are below it, half above"),
    "Noise margin": (r"[Mm]argin", "how much stronger the signal is than the least that the rate needs, in dB"),
    "NID": (r"NID", "the box where the operator's line ends at the building"),
    "Ping": (r"[Pp]ings?|ICMP(?: echo)?", "a small question that a device sends back (ICMP echo)"),
    "PPPoE": (r"PPPoE|PPP|PADO", "how a router opens the internet session with the provider"),
    "Profile": (r"[Pp]rofile", "the settings of a line at the operator's end, which bound its rate"),
    "Retrain": (r"[Rr]etrains?|initialisations?", "the line starts anew: both ends negotiate the connection again"),
    "Round trip": (r"[Rr]ound trips?", "the time from a question to its answer, there and back"),
    "Step": (r"Step|[Ff]irst step|[Rr]ung", "a place between office and internet, asked at short intervals"),
    "SES": (r"SES", "severely errored second: 18 or more damaged blocks, or no signal, in one second"),
    "SHA-256": (r"SHA-256", "a check number of a file: another file has another one"),
    "Showtime": (r"[Ss]howtime|[Ii]n sync|into sync|[Ss]ync", "the line is up and carries data (in sync)"),
    "Silence test": (r"[Ss]ilence tests?", "waiting a fixed time after one thing was changed, without a failure"),
    "SNMP": (r"SNMP", "a way to read the counters of network devices"),
    "SSID": (r"SSIDs?", "the name of a Wi-Fi network"),
    "TCP": (r"TCP", "how programs connect; a TCP connection that opens shows more than a ping does"),
    "Test socket": (r"[Tt]est socket", "the socket nearest to the operator's line, without the wiring behind it"),
    "TR-064": (r"TR-064", "a way to ask a router about itself from within the office"),
    "UAS": (r"UAS", "unavailable seconds: ten severely errored seconds in a row begin them"),
    "UPnP": (r"UPnP|IGD", "a way to ask a router about itself from within the office, without a password"),
    "UPS": (r"UPS", "a battery that feeds devices when the mains fails"),
    "UTC": (r"UTC", "the time that logs use all over the world; local time is named beside it"),
    "VDSL2": (r"VDSL2?", "fast internet over a short telephone pair (ITU-T G.993.2)"),
    "VPN": (r"VPN", "a tunnel to another network; it can hide where a failure lies"),
    "Wilson": (r"Wilson", "a way to say between which bounds a share probably lies (E. B. Wilson, 1927)"),
}  # fmt: skip
"""Name, the forms in which it is used, and what it means."""


def explained(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks with each glossary replaced by the terms that the other blocks use, or by nothing."""
    said: list[str] = []

    def keep(text: str) -> str:
        said.append(text)
        return text

    map_texts(tuple(each for each in blocks if not isinstance(each, Glossary)), keep)
    text = "\n".join(dict.fromkeys(said))
    found: list[Block] = []
    for block in blocks:
        if not isinstance(block, Glossary):
            found.append(block)
            continue
        used = tuple((name, meaning) for name, meaning in block.terms if occurs(name, text))
        if used:
            found += [Heading(text=block.title), KeyValues(pairs=used)]
    return tuple(found)


def occurs(name: str, text: str) -> bool:
    """Return whether a text uses a term in one of its forms."""
    return re.search(rf"(?<![\w-])(?:{TERMS[name][0]})(?![\w-])", text) is not None
