"""An emulated box's own uptime: net-snmp's `pass_persist` helper that serves hrSystemUptime from a file.

`pass_persist .1.3.6.1.2.1.25.1.1 python -m tests.emulated.uptime_mib FILE`; the file holds the instant of the box's
start, in seconds since 1970. Source: RFC 2790.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tests.emulated.snmp_agent import Row, speak

BOX_UPTIME = (1, 3, 6, 1, 2, 1, 25, 1, 1)


def rows(file: Path, now: float) -> list[Row]:
    """Return the one object that is served, in hundredths of a second."""
    booted_at = float(file.read_text())
    return [((*BOX_UPTIME, 0), "timeticks", str(max(0, round((now - booted_at) * 100))))]


if __name__ == "__main__":
    speak(lambda: rows(Path(sys.argv[1]), time.time()))
