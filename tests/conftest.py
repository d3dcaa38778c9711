"""What every test gets: no way out of this machine, the shared captures, an honest count of the lab's scenarios."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:  # `pytest` without `python -m` does not put it there; `tests.lab` needs it
    sys.path.insert(0, str(ROOT))

from tests.lab.guard import closed_to_the_outside  # noqa: E402

SHARED_CAPTURES = ROOT.parent / "shared" / "captures"
MANY_SECONDS = ("emulated/", "probes/wire/", "probes/finders/", "sites/")
LAB_SCENARIO = "lab_scenario"
"""Key of the user property by which a scenario's test says that it really ran."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--require-lab`."""
    parser.addoption(
        "--require-lab",
        action="store_true",
        help="Fail when a lab test was skipped or no lab scenario ran.",
    )


class LabCount:
    """Counts the lab's scenarios as they run, and its skipped tests."""

    def __init__(self, *, required: bool) -> None:
        self.required = required
        self.ran: list[str] = []
        self.skipped: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take one phase of one test."""
        if "lab" not in report.keywords:
            return
        if report.skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            self.skipped[report.nodeid] = reason
        elif report.when == "call":
            self.ran += [str(value) for key, value in report.user_properties if key == LAB_SCENARIO]

    @property
    def complaint(self) -> str:
        """Return why `--require-lab` is not satisfied, or nothing."""
        if not self.required:
            return ""
        if self.skipped:
            return f"--require-lab: {len(self.skipped)} lab tests were skipped"
        return "" if self.ran else "--require-lab: no lab scenario ran"

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Fail the session when the lab is required and was left out."""
        if self.complaint and exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print how many scenarios ran."""
        if self.complaint:
            terminalreporter.write_line(f"FAILED {self.complaint}", red=True)
            for test, reason in self.skipped.items():
                terminalreporter.write_line(f"  {test}: {reason}")
        terminalreporter.write_line(f"lab scenarios run: {len(self.ran)}")


def pytest_configure(config: pytest.Config) -> None:
    """Register the counter; a worker of xdist leaves the counting to its master."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(LabCount(required=config.getoption("--require-lab")), "netdoc-lab-count")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Count as slow what waits for real sockets and sessions, and the offices' stories: each is quick, all are not."""
    for each in items:
        inside = each.path.is_relative_to(ROOT / "tests")
        if inside and each.path.relative_to(ROOT / "tests").as_posix().startswith(MANY_SECONDS):
            each.add_marker(pytest.mark.slow)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Share the tests between processes (`-n 2`) by function, stories one by one; the lab measures: it stays in one."""
    from xdist.scheduler import LoadScopeScheduling

    tests = [each for each in (ROOT / "tests").rglob("test_*.py") if "mark.lab" in each.read_text(encoding="utf-8")]
    lab = {each.relative_to(ROOT).as_posix() for each in tests}

    class ByFunction(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            if file in lab:
                return "lab"
            return nodeid if file.startswith("tests/sites/") else nodeid.partition("[")[0]

    return ByFunction(config, log)


@pytest.fixture(autouse=True)
def _no_way_out() -> Iterator[None]:
    """Close this process's sockets to everything but loopback and UNIX sockets during each test."""
    with closed_to_the_outside():
        yield


@pytest.fixture(scope="session")
def shared_captures() -> Path:
    """Return the folder of real devices' answers that lies beside the repository; skip where it is absent."""
    if not SHARED_CAPTURES.is_dir():
        pytest.skip(f"the shared captures are not here: {SHARED_CAPTURES}")
    return SHARED_CAPTURES


@pytest.fixture(scope="session")
def lab_machine() -> None:
    """Skip, with the reason, where the office in namespaces cannot be built."""
    from tests.lab.machine import why_not

    if reason := why_not():
        pytest.skip(reason)
