"""Record a lab run into the exchange form: `python -m tests.lab record FILE` made what `netdoc demo` replays."""

from __future__ import annotations

import time
from pathlib import Path

from tests.lab import episodes
from tests.lab.expectation import Expected
from tests.lab.live import TIMEOUT_S, Conductor, data_home, stage, write_site
from tests.lab.run import run_netdoc
from tests.lab.scenarios import BEYOND_THE_MODEM, At, Scenario

DEMO = Scenario(
    name="demo",
    summary="a line that loses showtime twice amid errors while the modem stays up",
    before=(episodes.noisy,),
    during=(At(70, episodes.line_drops), At(112, episodes.line_comes_back)),
    for_s=240,
    complaint="drops",
    expected=Expected(
        conclusion="fault", fault="loop.noise", standing="indicated", remaining=BEYOND_THE_MODEM, exit_code=1
    ),
)


def record(scenario: Scenario, out: Path) -> str:
    """Play a scenario with the full profile, export its store to `out` and return what `check` printed."""
    with stage(scenario) as (namespace, office), data_home() as home:
        assert office is not None
        site = write_site(home, scenario, office)
        conductor = Conductor(office, scenario.during)
        conductor.start()
        arguments = ["check", "--no-pdf", "--for", f"{scenario.for_s}s", "--site", site]
        if scenario.complaint:
            arguments += ["--complaint", scenario.complaint]
        begun = time.monotonic()
        try:
            done = run_netdoc(
                arguments, namespace, home=home, timeout_s=TIMEOUT_S + scenario.for_s, heard=conductor.heard
            )
        finally:
            conductor.stop()
        out.unlink(missing_ok=True)
        run_netdoc(["export", site, "--out", str(out)], None, home=home, timeout_s=TIMEOUT_S)
        return f"{done.out}\n{out}: {out.stat().st_size} bytes after {time.monotonic() - begun:.0f} s"
