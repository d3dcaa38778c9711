"""A guests' network's login page: every page asked for is answered by a redirect to it.

`python -m tests.emulated.login_page --bind 192.168.1.1 --port 8080 --to http://login.example/`
"""

from __future__ import annotations

import argparse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def serve(address: str, port: int, to: str) -> None:
    """Answer until killed."""

    class Redirects(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", to)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    ThreadingHTTPServer((address, port), Redirects).serve_forever()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bind", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--to", required=True)
    asked = parser.parse_args()
    serve(asked.bind, asked.port, asked.to)


if __name__ == "__main__":
    main()
