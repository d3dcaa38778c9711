"""Write tests/captures/real.json anew: `python -m netdoc.app.real_captures ../shared/captures`.

The table says which driver reads which fields of which real answer. The answers themselves are not ours to pass on; the
table lets `docs/modems.md` be generated, and support be claimed, where they are not at hand.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from netdoc import discover
from netdoc.app.capture_folders import table_of

ROOT = Path(__file__).parents[2]
CAPTURES = ROOT / "tests" / "captures"
TABLE = CAPTURES / "real.json"


def held_table() -> dict[str, Any]:
    """Return the table as it is kept."""
    plain = json.loads(TABLE.read_text(encoding="utf-8"))
    assert isinstance(plain, dict)
    return plain


def text_of(table: dict[str, Any]) -> str:
    """Return the table as it is written: a line per file, so that a change shows where it is."""
    families = [
        f"{json.dumps(family)}: {{\n"
        + ",\n".join(f" {json.dumps(name)}: {json.dumps(held)}" for name, held in files.items())
        + "}"
        for family, files in table.items()
    ]
    return "{\n" + ",\n".join(families) + "\n}\n"


if __name__ == "__main__":
    TABLE.write_text(text_of(table_of(Path(sys.argv[1]), discover.drivers())), encoding="utf-8")
