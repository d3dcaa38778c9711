"""The HTML in a real browser, where one is at hand: an accessibility audit, and no sideways scrolling of the page.

Needs Chromium on the path, and axe-core's `axe.min.js` at the path in NETDOC_AXE (`npm pack axe-core` gives it).
Neither is needed anywhere else, so without them these tests are skipped and say so.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest

from netdoc.report.html import to_html
from netdoc.report.variants import Variant
from tests.netdoc.report.examples import report

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
AXE = Path(os.environ.get("NETDOC_AXE", "none"))
needs_browser = pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed here")
needs_axe = pytest.mark.skipif(not AXE.is_file(), reason="NETDOC_AXE does not name axe.min.js")
COPIES = [("line_remaining", Variant.JOINT), ("deadlock", Variant.TECHNICAL), ("hostile", Variant.PLAIN)]
WIDTHS = [360, 1280]
AUDIT = """
axe.run(document).then(found => {
  const told = found.violations.map(each => [each.id, each.nodes.map(node => node.html.slice(0, 120))]);
  document.documentElement.setAttribute("data-told", JSON.stringify({rules: found.passes.length, told}));
});
"""
MEASURE = """
const root = document.documentElement;
root.setAttribute("data-told", JSON.stringify([root.scrollWidth, root.clientWidth]));
"""


def told(page: str, script: str, width: int, folder: Path):
    """Return what a script in a page says of it. The page's own policy allows no script, so this copy is without it."""
    bare = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    file = folder / "page.html"
    file.write_text(bare.replace("</body>", f"<script>{script}</script></body>"), encoding="utf-8")
    done = subprocess.run(
        [
            str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", f"--window-size={width},900",
            f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=20000", "--dump-dom", file.as_uri(),
        ],
        capture_output=True, timeout=120,
    )  # fmt: skip
    found = re.search(r'data-told="([^"]*)"', done.stdout.decode("utf-8", "replace"))
    assert found, done.stderr[-400:]
    return json.loads(unescape(found[1]))


@needs_browser
@needs_axe
@pytest.mark.parametrize(("name", "variant"), COPIES)
def test_the_audit_finds_nothing_at_phone_and_desktop_width(name, variant, tmp_path):
    page = to_html(report(name, variant).document)

    for width in WIDTHS:
        found = told(page, AXE.read_text(encoding="utf-8") + AUDIT, width, tmp_path)
        assert found["told"] == [], f"at {width} pixels"
        assert found["rules"] > 15


@needs_browser
@pytest.mark.parametrize(("name", "variant"), COPIES)
def test_only_tables_and_pictures_scroll_sideways_never_the_page(name, variant, tmp_path):
    page = to_html(report(name, variant).document)

    for width in WIDTHS:
        needed, shown = told(page, MEASURE, width, tmp_path)
        assert needed <= shown, f"at {width} pixels"
