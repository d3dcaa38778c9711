"""A telephone provider's server that answers OPTIONS (RFC 3261 section 11), and nothing else.

`python -m tests.emulated.sip_server --bind 192.0.2.80 --port 5060`
"""

from __future__ import annotations

import argparse
import socket

COPIED = ("via", "from", "to", "call-id", "cseq")


def answer(question: bytes) -> bytes | None:
    """Return the answer to a question, None to what is none."""
    lines = question.decode("utf-8", "replace").split("\r\n")
    if not lines[0].startswith("OPTIONS "):
        return None
    kept = [each for each in lines[1:] if each.partition(":")[0].strip().lower() in COPIED]
    return "\r\n".join(["SIP/2.0 200 OK", *kept, "Content-Length: 0", "", ""]).encode()


def main() -> None:
    """Read the command line and serve until killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bind", required=True)
    parser.add_argument("--port", type=int, required=True)
    asked = parser.parse_args()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((asked.bind, asked.port))
        while True:
            question, whence = sock.recvfrom(4096)
            told = answer(question)
            if told is not None:
                sock.sendto(told, whence)


if __name__ == "__main__":
    main()
