"""The command line as a whole: help, errors, exit codes, streams."""

from __future__ import annotations

import gc
import importlib
import os
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path

import click
import pytest

from netdoc.cli._session import Session
from netdoc.cli.main import COMMANDS, netdoc, run
from tests.netdoc.cli.commands import Desk

HEAVY = (
    "pydantic",
    "aiohttp",
    "pysnmp",
    "scapy",
    "typst",
    "icmplib",
    "dns",
    "rich",
    "telnetlib3",
    "sqlite3",
    "asyncio",
)


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def test_bare_netdoc_shows_three_examples_and_succeeds(desk: Desk) -> None:
    ran = desk.run()

    assert ran.code == 0
    assert [line.split()[:2] for line in ran.out.splitlines() if line.startswith("  netdoc ")] == [
        ["netdoc", "check"],
        ["netdoc", "check"],
        ["netdoc", "report"],
    ]


def test_help_lists_every_command_and_loads_nothing_heavy() -> None:
    script = (
        "import sys\nfrom netdoc.cli.main import run\ncode = run(['--help'])\n"
        f"loaded = [name for name in {HEAVY!r} if name in sys.modules]\n"
        "assert not loaded, loaded\nsys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)

    assert done.returncode == 0, done.stderr
    assert all(f"  {name} " in done.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", list(COMMANDS))
def test_the_line_in_the_table_of_help_is_true_of_a_command_that_exists(name: str) -> None:
    module, _, attribute = COMMANDS[name][0].partition(":")

    command = getattr(importlib.import_module(module), attribute)

    assert isinstance(command, click.Command)
    assert command.name == name
    assert command.help and COMMANDS[name][1].endswith(".")


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["check", "--nonsense"],
        ["check", "--profile", "slow"],
        ["check", "--for", "soon"],
        ["check", "--for", "1s"],
        ["check", "--rate", "often"],
        ["check", "--rate", "3/day"],
        ["check", "--complaint", "sad"],
        ["check", "../up"],
        ["diagnose"],
        ["diagnose", "nowhere"],
        ["diagnose", "--store", "missing.sqlite"],
        ["diagnose", "--since", "yesterday"],
        ["report", "--for", "friends"],
        ["report"],
        ["probe", "run", "nonsense"],
        ["probe", "run"],
        ["import", "observations", "missing.jsonl"],
        ["export"],
        ["site", "check", "missing.toml"],
        ["site", "show"],
    ],
    ids=" ".join,
)
def test_a_usage_error_is_3_one_message_with_a_hint_and_nothing_on_stdout(arguments: list[str], desk: Desk) -> None:
    ran = desk.run(*arguments)

    assert ran.code == 3
    assert ran.out == ""
    assert ran.err.startswith("netdoc: ")
    assert "\n  try: " in ran.err
    assert "Traceback" not in ran.err
    assert all(len(line) <= 80 for line in ran.err.splitlines())
    assert desk.world.asked == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chek"], ["No such command 'chek'. Did you mean 'check'?"]),
        (["frobnicate"], ["No such command 'frobnicate'"]),
        (["check", "--site", "office"], ["named without --site", "try: netdoc check SITE"]),
        (["probe", "run", "dns", "--site", "office"], ["try: netdoc probe run NAME SITE"]),
        (["import", "observations", "f", "--site", "x"], ["try: netdoc import observations FILE SITE"]),
        (["doctor", "--site", "office"], ["No such option", "--site"]),
        (["diagnose", "--since", "08:00"], ["has no day and no time zone", "2026-03-01T09:15+01:00"]),
        (["diagnose", "--since", "2026-03-01T08:00"], ["has no time zone", "2026-03-01T08:15:00Z (UTC)"]),
        (["probe", "run", "wifi"], ["there is no probe 'wifi'", "try: name one of: arp"]),
    ],
    ids=lambda each: " ".join(each) if len(each) > 1 else None,
)
def test_a_slip_of_the_fingers_is_answered_with_what_to_type(
    arguments: list[str], words: list[str], desk: Desk
) -> None:
    ran = desk.run(*arguments)

    assert ran.code == 3
    assert all(each in " ".join(ran.err.split()) for each in words), ran.err


def test_a_watch_that_never_begins_leaves_nothing_waiting(desk: Desk) -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        ran = desk.run("watch", "--for", "0s")
        gc.collect()  # a coroutine that was never awaited says so when it is collected

    assert "a watch of 0 s is not possible" in ran.err
    assert [str(each.message) for each in told if "never awaited" in str(each.message)] == []


def test_a_wish_that_makes_no_sense_leaves_no_empty_store_behind(desk: Desk, tmp_path: Path) -> None:
    ran = desk.run("check", "--rate", "3/day")

    assert ran.code == 3
    assert list(tmp_path.iterdir()) == []


def test_no_line_of_help_is_cut_short(desk: Desk) -> None:
    for group in ("site", "probe", "modem", "import", "schedule", "doctor"):
        ran = desk.run(group, "--help")

        assert not [line for line in ran.out.splitlines()[1:] if line.endswith("...")], ran.out


def test_a_store_that_is_no_store_is_one_message(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "bad.sqlite").write_bytes(b"not a database at all" * 50)

    ran = desk.run("diagnose", "--store", str(tmp_path / "bad.sqlite"))

    assert (ran.code, ran.out) == (3, "")
    assert "Traceback" not in ran.err


def test_an_error_of_our_own_is_one_message_and_a_traceback_only_with_debug(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("\x1b[2Jhostile")

    session = Session(environment={"NETDOC_HOME": str(desk.root)}, make_clock=broken)  # type: ignore[arg-type]
    plain = run(["check"], session), capsys.readouterr().err
    debugged = run(["check", "--debug"], session), capsys.readouterr().err

    assert plain[0] == debugged[0] == 3
    assert "ZeroDivisionError" in plain[1] and "Traceback" not in plain[1] and "\x1b" not in plain[1]
    assert "Traceback" in debugged[1]


def test_a_reader_that_leaves_early_is_met_with_silence(tmp_path: Path) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    try:
        done = subprocess.run(
            [sys.executable, "-c", "import sys; from netdoc.cli.main import run; sys.exit(run(['--help']))"],
            stdout=write_end,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            env={**os.environ, "NETDOC_HOME": str(tmp_path)},
        )
    finally:
        os.close(write_end)

    assert done.stderr == ""
    assert done.returncode == 141


def test_ctrl_c_is_130_and_says_that_what_was_stored_is_kept(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom pathlib import Path\n"
        "from netdoc.cli._session import Session\nfrom netdoc.cli.main import run\n"
        "from tests.netdoc.app.replay import office\n"
        "world = office()\n"
        f"session = Session(environment={{'NETDOC_HOME': {str(tmp_path)!r}}}, make_clock=lambda: world.clock,\n"
        "    make_ports=lambda _c, _s: world.ports())\n"
        "sys.exit(run(['check', '--for', '30s', '--no-pdf'], session))\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert child.stderr is not None
    for line in child.stderr:
        if line.startswith("measuring"):
            break
    time.sleep(2.0)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=30)

    assert child.returncode == 130
    assert out == ""
    assert "kept" in err and "Traceback" not in err
    assert list(tmp_path.glob("check-*/store.sqlite"))


ROOT = Path(__file__).parents[3]


def test_every_command_takes_help_and_debug(desk: Desk) -> None:
    def walk(command: click.Command, path: list[str]) -> None:
        ran = desk.run(*path, "--help")
        assert ran.code == 0, path
        assert "--debug" in ran.out, path
        if isinstance(command, click.Group):
            context = click.Context(command)
            for name in command.list_commands(context):
                below = command.get_command(context, name)
                assert below is not None
                walk(below, [*path, name])

    walk(netdoc, [])
