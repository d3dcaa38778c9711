"""Other customers' traffic: UDP of a steady rate to an address that throws it away.

`python -m tests.emulated.flood --to 192.0.2.9 --kbps 21000`
"""

from __future__ import annotations

import argparse
import socket
import time

PAYLOAD = 1400
FRAME = PAYLOAD + 42
"""Octets on the wire: Ethernet, IPv4 and UDP headers."""
TICK_S = 0.005
LATEST_TICKS = 20
SO_SNDBUFFORCE, BUFFER_BYTES = 32, 16_000_000
"""Without it the kernel would let us wait for the queue that we are to overflow (socket(7))."""


def main() -> None:
    """Send until killed; what is more than a moment late is not sent any more."""
    parser = argparse.ArgumentParser(prog="python -m tests.emulated.flood")
    parser.add_argument("--to", required=True)
    parser.add_argument("--kbps", type=float, required=True)
    asked = parser.parse_args()
    per_tick = asked.kbps * 1000 / 8 / FRAME * TICK_S
    owed, due, body = 0.0, time.monotonic(), bytes(PAYLOAD)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        out.setsockopt(socket.SOL_SOCKET, SO_SNDBUFFORCE, BUFFER_BYTES)
        while True:
            owed = min(owed + per_tick, LATEST_TICKS * per_tick + 1)
            while owed >= 1:
                owed -= 1
                try:
                    out.sendto(body, (asked.to, 9))
                except OSError:  # nobody listens: the answer to an earlier packet
                    continue
            due = max(due + TICK_S, time.monotonic() - LATEST_TICKS * TICK_S)
            time.sleep(max(0.0, due - time.monotonic()))


if __name__ == "__main__":
    main()
