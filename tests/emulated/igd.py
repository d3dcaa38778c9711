"""A router's UPnP Internet Gateway Device whose answers come from a file: status, uptime, last error.

`python -m tests.emulated.igd --bind 192.168.1.1 --port 5000 --state FILE [--ssdp]`

FILE is JSON and is read again at each request:
`{"status": "Disconnected", "last_error": "ERROR_ISP_TIME_OUT", "up_since": null, "external": "", "ppp": true}`;
`up_since` is seconds since 1970, from which the uptime is told. With `--ssdp` it also answers searches.
Source: UPnP WANIPConnection:1 and WANPPPConnection:1, GetStatusInfo and GetExternalIPAddress.
"""

from __future__ import annotations

import argparse
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

GROUP, SSDP_PORT = "239.255.255.250", 1900
GATEWAY = "urn:schemas-upnp-org:device:InternetGatewayDevice:1"
_DEVICE = "urn:schemas-upnp-org:device:"


def description(service: str) -> str:
    """Return the description document with one WAN connection service."""
    connection = (
        f"<device><deviceType>{_DEVICE}WANConnectionDevice:1</deviceType><friendlyName>connection</friendlyName>"
        "<serviceList><service>"
        f"<serviceType>{service}</serviceType><serviceId>urn:upnp-org:serviceId:WANConn1</serviceId>"
        "<SCPDURL>/scpd.xml</SCPDURL><controlURL>/control</controlURL><eventSubURL>/event</eventSubURL>"
        "</service></serviceList></device>"
    )
    wan = (
        f"<device><deviceType>{_DEVICE}WANDevice:1</deviceType><friendlyName>wan</friendlyName>"
        f"<deviceList>{connection}</deviceList></device>"
    )
    return (
        '<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0">'
        "<specVersion><major>1</major><minor>0</minor></specVersion>"
        f"<device><deviceType>{GATEWAY}</deviceType><friendlyName>emulated router</friendlyName>"
        "<manufacturer>lab</manufacturer><modelName>emulated</modelName>"
        f"<UDN>uuid:6f0c0f4e-0000-4000-8000-000000000001</UDN><deviceList>{wan}</deviceList></device></root>"
    )


def answer(state: dict[str, Any], service: str, action: str, now: float) -> str | None:
    """Return the SOAP answer to an action, or None where the service has no such action."""
    up_since = state.get("up_since")
    fields = {
        "GetStatusInfo": {
            "NewConnectionStatus": state.get("status", "Connected"),
            "NewLastConnectionError": state.get("last_error", "ERROR_NONE"),
            "NewUptime": 0 if up_since is None else max(0, int(now - up_since)),
        },
        "GetExternalIPAddress": {"NewExternalIPAddress": state.get("external", "")},
    }.get(action)
    if fields is None:
        return None
    body = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in fields.items())
    return (
        '<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
        ' s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">'
        f'<s:Body><u:{action}Response xmlns:u="{service}">{body}</u:{action}Response></s:Body></s:Envelope>'
    )


def http_server(bind: str, port: int, state_file: Path) -> ThreadingHTTPServer:
    """Return the device's HTTP server, not yet serving; port 0 takes a free one."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._send(200, description(_service(_state(state_file)))) if self.path == "/desc.xml" else self._send(404)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            service, _, action = self.headers.get("SOAPAction", "").strip('"').partition("#")
            state = _state(state_file)
            told = answer(state, service, action, time.time()) if service == _service(state) else None
            self._send(500, "<s:Fault/>") if told is None else self._send(200, told)

        def _send(self, status: int, text: str = "") -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/xml; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: Any) -> None:
            print(words[0] % words[1:], flush=True)

    return ThreadingHTTPServer((bind, port), Handler)


def answer_searches(bind: str, port: int) -> None:
    """Answer SSDP searches for a gateway on the bound address's network, for ever."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as heard:
        heard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        heard.bind(("", SSDP_PORT))
        joined = socket.inet_aton(GROUP) + socket.inet_aton(bind)
        heard.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, joined)
        while True:
            search, asker = heard.recvfrom(2048)
            if search.startswith(b"M-SEARCH") and any(each in search for each in (b"ssdp:all", GATEWAY.encode())):
                lines = ("HTTP/1.1 200 OK", "CACHE-CONTROL: max-age=120", f"ST: {GATEWAY}", f"USN: uuid:1::{GATEWAY}")
                head = "\r\n".join((*lines, "EXT:", "SERVER: lab", f"LOCATION: http://{bind}:{port}/desc.xml", "", ""))
                heard.sendto(head.encode(), asker)


def _state(file: Path) -> dict[str, Any]:
    held = json.loads(file.read_text())
    assert isinstance(held, dict)
    return held


def _service(state: dict[str, Any]) -> str:
    return f"urn:schemas-upnp-org:service:WAN{'PPP' if state.get('ppp', True) else 'IP'}Connection:1"


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(prog="python -m tests.emulated.igd")
    parser.add_argument("--bind", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--ssdp", action="store_true")
    asked = parser.parse_args()
    if asked.ssdp:
        threading.Thread(target=answer_searches, args=(asked.bind, asked.port), daemon=True).start()
    http_server(asked.bind, asked.port, asked.state).serve_forever()


if __name__ == "__main__":
    main()
