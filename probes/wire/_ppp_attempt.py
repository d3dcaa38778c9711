"""One login by PPP over Ethernet, from PADI to an address and back: what to send next, and what is told. No socket."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence

from probes.wire import _ppp_frames as ppp
from probes.wire._ppp_conversation import Conversation, Line
from probes.wire._ppp_frames import Discovered, Packet
from probes.wire._ppp_options import Ipcp, Lcp, NoAgreement, asked_for
from probes.wire._ppp_secret import Login
from probes.wire._raw_text import mac_text

BROADCAST = b"\xff" * 6
MOST_FRAME = 1500
MOST_HEARD = 200
"""Of frames that are meant for us: a concentrator that talks on and on is not listened to for ever."""


class Attempt(Conversation):
    """One login: `begin` once, `hear` each frame and `tick` when `next_s` has come, until `done`; `close` always."""

    def __init__(
        self, mac: bytes, login: Login, vlans: Sequence[int | None], *, unique: bytes, magic: int, now_s: float
    ) -> None:
        """Begin nothing yet.

        Args:
            mac: the interface's own address.
            login: what to log in with.
            vlans: tags, None for untagged; the first is tried alone before the others.
            unique: our mark in the discovery.
            magic: our number in LCP, not 0.
            now_s: seconds of the monotonic clock, as in every call.
        """
        super().__init__(mac, login, now_s)
        self._unique, self._vlans = unique, list(vlans)
        self._lcp, self._ipcp = Lcp(magic), Ipcp()
        self._heard = 0

    def begin(self) -> list[bytes]:
        """Return the first frame: a PADI in the first way alone; the second round tries them all."""
        return self._out(self._padis(self._vlans[:1], 0.0))

    def hear(self, frame: bytes, vlan: int | None, now_s: float) -> list[bytes]:
        """Return the answers to a frame."""
        if self.done:
            return self._late(frame)
        found = ppp.read_discovery(frame, self._mac)
        packet = ppp.read_packet(frame, self._mac) if found is None else None
        if found is None and packet is None:
            return []
        self._heard += 1
        if self._heard > MOST_HEARD:
            self._end("it sent more than a login needs, and was not listened to any longer")
            return []
        if found is not None:
            return self._discovery(found, frame, vlan, now_s)
        assert packet is not None
        if packet.source != self._to or packet.session != self._session or not self._session:
            return []
        return self._control(packet, frame, now_s)

    def _again_in(self, now_s: float) -> list[bytes]:
        return self._padis(self._vlans, now_s) if self.stage == "pado" else self._last

    def _discovery(self, found: Discovered, frame: bytes, vlan: int | None, now_s: float) -> list[bytes]:
        if found.code == ppp.PADO and self.stage == "pado":
            return self._offer(found, frame, vlan, now_s)
        if found.code == ppp.PADS and self.stage == "pads" and found.source == self._to:
            return self._session_given(found, frame, now_s)
        if found.code == ppp.PADT and found.source == self._to and self._session and found.session == self._session:
            self._tell({"padt": {"texts": self._texts(found.tags)}}, now_s)
            self._session = 0  # it is over: to end it once more would only ask who we are
            self._end("the concentrator ended the session")
        return []

    def _offer(self, found: Discovered, frame: bytes, vlan: int | None, now_s: float) -> list[bytes]:
        if (ppp.HOST_UNIQ, self._unique) not in found.tags or found.source[0] & 1:
            return []
        errors = self._texts(found.tags)
        told: Line = {
            "mac": mac_text(found.source),
            "name": next((self._words(value) for kind, value in found.tags if kind == ppp.AC_NAME), None),
            "services": [self._words(value) for kind, value in found.tags if kind == ppp.SERVICE_NAME and value][:8],
            "errors": errors,
            "vlan": vlan or None,
        }
        self._tell({"pado": {key: each for key, each in told.items() if each not in (None, [])}}, now_s, frame)
        if errors:
            return []
        self._to, self._vlan = found.source, vlan or None  # tag 0 is a priority without a VLAN
        back = [each for each in found.tags if each[0] in (ppp.AC_COOKIE, ppp.RELAY_ID)][:2]
        tags = [(ppp.SERVICE_NAME, b""), (ppp.HOST_UNIQ, self._unique), *back]
        asked = ppp.discovery(self._to, self._mac, self._vlan, ppp.PADR, 0, tags)
        if len(asked) > MOST_FRAME:
            self._end("its offer is longer than can be answered")
            return []
        self._tell({"sent": "PADR", "to": mac_text(self._to), "vlan": self._vlan}, now_s)
        return self._into("pads", [asked], now_s)

    def _session_given(self, found: Discovered, frame: bytes, now_s: float) -> list[bytes]:
        if (ppp.HOST_UNIQ, self._unique) not in found.tags:
            return []
        errors = self._texts(found.tags)
        self._tell({"pads": {"session": found.session, "errors": errors}}, now_s, frame)
        if errors or not found.session:
            self._session = found.session
            self._end("the concentrator refused a session")
            return []
        self._session = found.session
        return self._into("lcp", [self._wishes(ppp.LCP, self._lcp)], now_s)

    def _texts(self, tags: Sequence[ppp.Tag]) -> list[str]:
        told = [f"{ppp.ERRORS[kind]}: {self._words(value)}".rstrip(": ") for kind, value in tags if kind in ppp.ERRORS]
        return told[:4]

    def _control(self, packet: Packet, frame: bytes, now_s: float) -> list[bytes]:
        try:
            if packet.protocol == ppp.LCP:
                return self._of_the_link(packet, frame, now_s)
            if packet.protocol == ppp.PAP and self.stage == "auth" and self._lcp.method == "PAP":
                text = packet.body[1 : 1 + packet.body[0]] if packet.body else b""
                return self._judged(packet, now_s, good=2, bad=3, text=text)
            if packet.protocol == ppp.CHAP and self.stage == "auth" and self._lcp.method == "CHAP-MD5":
                if packet.code == 1:
                    return self._respond(packet, now_s)
                return self._judged(packet, now_s, good=3, bad=4, text=packet.body)
            if self.stage != "ipcp" or packet.protocol in (ppp.PAP, ppp.CHAP):
                return []
            if packet.protocol == ppp.IPCP:
                return self._of_the_address(packet, now_s)
        except NoAgreement as why:
            self._end(str(why))
            return []
        told = struct.pack("!HBBH", packet.protocol, packet.code, packet.number, 4 + len(packet.body)) + packet.body
        return self._out([self._packet(ppp.LCP, ppp.PROTOCOL_REJECT, packet.number, told[:64])])

    def _of_the_link(self, packet: Packet, frame: bytes, now_s: float) -> list[bytes]:
        if packet.code == ppp.ECHO:
            magic = struct.pack("!I", self._lcp.magic) if self._lcp.with_magic else bytes(4)
            return self._out([self._packet(ppp.LCP, ppp.ECHO_REPLY, packet.number, magic)])
        if packet.code == ppp.TERMINATE:
            text = self._words(packet.body)
            self._tell({"terminated": {"text": text}}, now_s)
            self._end("the concentrator ended PPP" + (f": {text}" if text else ""))
            return self._out([self._packet(ppp.LCP, ppp.TERMINATED, packet.number)])
        if self.stage != "lcp":  # our agreement may have been lost: it is said again
            again = packet.code == ppp.REQUEST and packet.body == self._lcp.theirs
            return self._out([self._packet(ppp.LCP, ppp.ACK, packet.number, packet.body)] if again else [])
        if packet.code == ppp.REQUEST:
            self._tell({"asks": asked_for(packet.body)}, now_s, frame)
        out = self._negotiated(packet, ppp.LCP, self._lcp)
        if self.done or not self._lcp.agreed:
            return out
        self._tell({"lcp": {"auth": self._lcp.method or None, "mru": self._lcp.mru}}, now_s)
        return out + self._authenticate(now_s)

    def _negotiated(self, packet: Packet, protocol: int, over: Lcp | Ipcp) -> list[bytes]:
        """Return the answer to a Configure packet, or our next wishes."""
        if packet.code == ppp.REQUEST:
            code, body = over.to_request(packet.body)
            return self._out([self._packet(protocol, code, packet.number, body)])
        answers = packet.code in (ppp.ACK, ppp.NAK, ppp.REJECT) and packet.number == self._number & 0xFF
        if not answers or not over.to_answer(packet.code, packet.body):
            return []
        self._last = [self._wishes(protocol, over)]
        return self._out(self._last)

    def _wishes(self, protocol: int, over: Lcp | Ipcp) -> bytes:
        return self._packet(protocol, ppp.REQUEST, self._next(), over.wishes())

    def _authenticate(self, now_s: float) -> list[bytes]:
        if not self._lcp.method:
            self._tell({"auth": {"method": None, "result": "not asked for"}}, now_s)
            return self._begin_ipcp(now_s)
        if self._lcp.method == "CHAP-MD5":
            return self._into("auth", [], now_s)
        user, password = self._login.user, self._login.password
        body = bytes((len(user),)) + user + bytes((len(password),)) + password
        self._secret_sent = True
        self._tell({"sent": "PAP request"}, now_s)
        return self._into("auth", [self._packet(ppp.PAP, 1, self._next(), body)], now_s)

    def _respond(self, packet: Packet, now_s: float) -> list[bytes]:
        """Answer a CHAP challenge (RFC 1994): MD5 of number, password and challenge."""
        size = packet.body[0] if packet.body else 0
        challenge = packet.body[1 : 1 + size]
        if not size or len(challenge) != size or self._secret_sent:
            return []  # another challenge would be a second try
        digest = hashlib.md5(bytes((packet.number,)) + self._login.password + challenge).digest()  # noqa: S324
        self._secret_sent = True
        self._tell({"sent": "CHAP response"}, now_s)
        body = bytes((len(digest),)) + digest + self._login.user
        return self._into("auth", [self._packet(ppp.CHAP, 2, packet.number, body)], now_s)

    def _judged(self, packet: Packet, now_s: float, *, good: int, bad: int, text: bytes) -> list[bytes]:
        if packet.code not in (good, bad) or not self._secret_sent:
            return []
        accepted = packet.code == good
        words = self._words(text)
        told: Line = {"method": self._lcp.method, "result": "accepted" if accepted else "rejected", "text": words}
        self._tell({"auth": told}, now_s)
        if accepted:
            return self._begin_ipcp(now_s)
        self._end("the login was rejected")
        return []

    def _begin_ipcp(self, now_s: float) -> list[bytes]:
        return self._into("ipcp", [self._wishes(ppp.IPCP, self._ipcp)], now_s)

    def _of_the_address(self, packet: Packet, now_s: float) -> list[bytes]:
        if packet.code == ppp.TERMINATE:
            self._end("the concentrator gave no address")
            return self._out([self._packet(ppp.IPCP, ppp.TERMINATED, packet.number)])
        out = self._negotiated(packet, ppp.IPCP, self._ipcp)
        if packet.code != ppp.ACK or packet.number != self._number & 0xFF:
            return out
        address = self._ipcp.address
        self._tell({"ipcp": {"address": address, "resolvers": self._ipcp.resolvers}}, now_s)
        if address is not None:
            self.stage = "address"
        self._end("" if address is not None else "the concentrator gave no address")
        return out

    def _late(self, frame: bytes) -> list[bytes]:
        """A session that was asked for and comes after the end: it is ended at once."""
        found = ppp.read_discovery(frame, self._mac)
        mine = found is not None and found.code == ppp.PADS and found.source == self._to
        if found is None or not mine or not found.session or (ppp.HOST_UNIQ, self._unique) not in found.tags:
            return []
        self._session = found.session
        return self.close()

    def _padis(self, vlans: Sequence[int | None], now_s: float) -> list[bytes]:
        tags = [(ppp.SERVICE_NAME, b""), (ppp.HOST_UNIQ, self._unique)]
        self._tell({"sent": "PADI", "mac": mac_text(self._mac), "vlans": list(vlans)}, now_s or self._begun_s)
        return [ppp.discovery(BROADCAST, self._mac, each, ppp.PADI, 0, tags) for each in vlans]
