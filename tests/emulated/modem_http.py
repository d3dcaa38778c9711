"""A modem's doors on HTTP, told from its state file: TR-064 behind a digest login, and a status page without one.

`python -m tests.emulated.modem_http --bind 192.168.1.1 --state box.json [--session session.json]`

TR-064 answers WANDSLInterfaceConfig (GetInfo, GetStatisticsTotal), WANPPPConnection and DeviceInfo (GetInfo) under
the addresses and with the units of a FRITZ!Box: rates kbit/s, levels tenths of a dB, powers tenths above 500.
Source: answers of a FRITZ!Box 7590 and of a 35b box, as published by clients of TR-064; TR-064 (Broadband Forum).
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import re
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from tests.emulated.broadcom_text import SECTIONS, TITLES, BoxState, duration
from tests.emulated.state_file import awake_state

TR064_PORT, WEB_PORT = 49000, 80
REALM = "HTTPS Access"
_PREFIX = "urn:dslforum-org:service:"
SERVICES = {
    "/upnp/control/deviceinfo": "DeviceInfo:1",
    "/upnp/control/wandslifconfig1": "WANDSLInterfaceConfig:1",
    "/upnp/control/wanpppconn1": "WANPPPConnection:1",
}
Fields = dict[str, object]


def answer(state: BoxState, session: dict[str, Any], service: str, action: str, now: float) -> Fields | None:
    """Return the values that an action gives, or None where the service has no such action."""
    if (service, action) == ("DeviceInfo:1", "GetInfo"):
        return {"NewManufacturerName": "lab", "NewModelName": "emulated", "NewUpTime": int(now - state.booted_at)}
    if (service, action) == ("WANDSLInterfaceConfig:1", "GetInfo"):
        return _line(state)
    if (service, action) == ("WANDSLInterfaceConfig:1", "GetStatisticsTotal"):
        return _totals(state)
    if (service, action) == ("WANPPPConnection:1", "GetInfo"):
        since = session.get("up_since")
        return {
            "NewConnectionStatus": session.get("status", "Unconfigured"),  # a bridge holds no session
            "NewLastConnectionError": session.get("last_error", "ERROR_NONE"),
            "NewUptime": 0 if since is None else max(0, int(now - since)),
        }
    return None


def _line(state: BoxState) -> Fields:
    up = state.sync and state.showtime_at is not None
    shown: Fields = {"NewStatus": "Up" if up else "NoSignal" if state.status == "Idle" else "Initializing"}
    for place, side in ((1, "Upstream"), (0, "Downstream")):
        shown[f"New{side}CurrRate"] = state.rate[place] if up else 0
        shown[f"New{side}MaxRate"] = state.attainable[place] if up else 0
        shown[f"New{side}NoiseMargin"] = round(state.margin[place] * 10) if up else 0
        shown[f"New{side}Attenuation"] = round(state.attenuation[place] * 10) if up else 0
        shown[f"New{side}Power"] = 500 + round(state.power[place] * 10) if up else 500
    return shown


def _totals(state: BoxState) -> Fields:
    def both(key: str) -> tuple[int, int]:
        down, up = state.counters.get("total", {}).get(key, (0, 0))
        return down, up

    return {
        "NewLinkRetrain": both("INITS")[0],
        "NewLossOfFraming": both("LOF")[0],
        "NewErroredSecs": both("ES")[0],
        "NewSeverelyErroredSecs": both("SES")[0],
        "NewFECErrors": both("FEC")[0],
        "NewATUCFECErrors": both("FEC")[1],
        "NewCRCErrors": both("CRC")[0],
        "NewATUCCRCErrors": both("CRC")[1],
    }


def page(state: BoxState, now: float) -> str:
    """Return the status page."""
    up = state.sync and state.showtime_at is not None
    since = duration(int(now - state.showtime_at)) if up and state.showtime_at else "-"
    rows: list[tuple[str, object, object]] = [
        ("Line state", state.status or ("Showtime" if up else "Training"), ""),
        ("Line up for", since, ""),
        ("Box up for", duration(max(0, int(now - state.booted_at))), ""),
    ]
    if up:
        rows += [("Rate (kbit/s)", *state.rate), ("Noise margin (dB)", *state.margin)]
    for name, title in zip(SECTIONS, TITLES, strict=True):
        rows += [(f"{title}: {key}", *pair) for key, pair in sorted(state.counters.get(name, {}).items())]
    cells = ((escape(str(each)) for each in row) for row in rows)
    body = "\n".join(f"<tr><td>{a}</td><td>{b}</td><td>{c}</td></tr>" for a, b, c in cells)
    head = "<tr><th></th><th>Downstream</th><th>Upstream</th></tr>"
    return f"<!doctype html><title>DSL status</title><h1>DSL status</h1><table>\n{head}\n{body}\n</table>\n"


class Login:
    """A digest login (RFC 2617, MD5, qop auth): one nonce for the server's life, as long as nobody is wrong."""

    def __init__(self) -> None:
        self.nonce = secrets.token_hex(8)

    def challenge(self) -> str:
        """Return the WWW-Authenticate header."""
        return f'Digest realm="{REALM}",nonce="{self.nonce}",algorithm=MD5,qop="auth"'

    def admits(self, header: str, method: str, state: BoxState) -> bool:
        """Say whether an Authorization header proves that its sender knows the password."""
        told = {name: quoted or bare for name, quoted, bare in re.findall(r'(\w+)=(?:"([^"]*)"|([^\s,]+))', header)}
        if not header.startswith("Digest ") or told.get("username") != state.user or told.get("nonce") != self.nonce:
            return False
        secret = _md5(f"{state.user}:{REALM}:{state.password}")
        request = _md5(f"{method}:{told.get('uri', '')}")
        parts = (secret, self.nonce, told.get("nc", ""), told.get("cnonce", ""), "auth", request)
        return secrets.compare_digest(told.get("response", ""), _md5(":".join(parts)))


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


def http_server(bind: str, port: int, state_file: Path, session_file: Path | None = None) -> ThreadingHTTPServer:
    """Return the modem's HTTP server, not yet serving: the page and TR-064 on one port; 0 takes a free one."""
    login = Login()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            state = awake_state(state_file)
            if self.path == "/tr64desc.xml":
                self._send(200, description(), "text/xml")
            elif self.path in ("/", "/status.html"):
                self._send(200, page(state, time.time()), "text/html")
            else:
                self._send(404, "no such page\n", "text/plain")

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            state = awake_state(state_file)
            if not login.admits(self.headers.get("Authorization", ""), "POST", state):
                self._send(401, "", "text/html", {"WWW-Authenticate": login.challenge()})
                return
            service, _, action = self.headers.get("SOAPAction", "").strip('"').removeprefix(_PREFIX).partition("#")
            session = json.loads(session_file.read_text()) if session_file is not None else {}
            known = SERVICES.get(self.path) == service
            told = answer(state, session, service, action, time.time()) if known else None
            self._send(500, FAULT, "text/xml") if told is None else self._send(
                200, envelope(service, action, told), "text/xml"
            )

        def _send(self, status: int, text: str, kind: str, more: dict[str, str] | None = None) -> None:
            body = text.encode()
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(more or {})}.items():
                self.send_header(name, value)
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # who asked has left
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *words: Any) -> None:
            print(words[0] % words[1:], flush=True)

    return ThreadingHTTPServer((bind, port), Handler)


_SOAP = 'xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
FAULT = (
    f'<?xml version="1.0"?><s:Envelope {_SOAP}><s:Body><s:Fault><faultcode>s:Client</faultcode>'
    "<faultstring>UPnPError</faultstring><detail><errorCode>401</errorCode></detail></s:Fault></s:Body></s:Envelope>"
)


def envelope(service: str, action: str, told: Fields) -> str:
    """Return values as a SOAP answer."""
    body = "\n".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in told.items())
    return (
        f'<?xml version="1.0"?>\n<s:Envelope {_SOAP}>\n<s:Body>\n<u:{action}Response xmlns:u="{_PREFIX}{service}">\n'
        f"{body}\n</u:{action}Response>\n</s:Body>\n</s:Envelope>\n"
    )


def description() -> str:
    """Return the TR-064 root description."""
    services = "".join(
        f"<service><serviceType>{_PREFIX}{service}</serviceType><serviceId>{_PREFIX}{service}-id</serviceId>"
        f"<controlURL>{url}</controlURL><eventSubURL>{url}</eventSubURL><SCPDURL>/scpd.xml</SCPDURL></service>"
        for url, service in SERVICES.items()
    )
    return (
        '<?xml version="1.0"?><root xmlns="urn:dslforum-org:device-1-0">'
        "<specVersion><major>1</major><minor>0</minor></specVersion>"
        "<device><deviceType>urn:dslforum-org:device:InternetGatewayDevice:1</deviceType>"
        "<friendlyName>emulated modem</friendlyName><manufacturer>lab</manufacturer><modelName>emulated</modelName>"
        f"<UDN>uuid:6f0c0f4e-0000-4000-8000-000000000002</UDN><serviceList>{services}</serviceList></device></root>"
    )


def main() -> None:
    """Serve both ports until killed."""
    parser = argparse.ArgumentParser(prog="python -m tests.emulated.modem_http")
    parser.add_argument("--bind", default="127.0.0.1")
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--session", type=Path)
    parser.add_argument("--tr064-port", type=int, default=TR064_PORT)
    parser.add_argument("--web-port", type=int, default=WEB_PORT)
    asked = parser.parse_args()
    web = http_server(asked.bind, asked.web_port, asked.state)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    http_server(asked.bind, asked.tr064_port, asked.state, asked.session).serve_forever()


if __name__ == "__main__":
    main()
