"""The real crontab, cron and systemd, in a corner of this machine of their own."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from netdoc.model.facts.echo_block import EchoBlock
from netdoc.model.observation import Gap, Seen
from netdoc.store.store import Store
from tests.lab.run import netdoc_program
from tests.netdoc.app.timers.own_machine import enclosed, with_user_manager

NETDOC = shlex.quote(str(netdoc_program()))
THEIRS = "SHELL=/bin/false\nMAILTO=nobody\n0 3 * * * true 100\\%\n"
CRON = ("cron", "crontab")
HOME = "net doc/50% o'brien"
"""All that cron, the shell and systemd treat as special."""


def programs(*names: str) -> None:
    """Skip where a program is not installed."""
    missing = [each for each in names if shutil.which(each, path="/usr/sbin:/usr/bin:/sbin:/bin") is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


def world(folder: Path) -> dict[str, str]:
    """Return the environment of somebody who installs."""
    home = folder / HOME
    home.mkdir(parents=True)
    return {"HOME": str(folder), "NETDOC_HOME": str(home), "XDG_CONFIG_HOME": str(folder / "config")}


def stored(folder: Path) -> tuple[int, int]:
    """Return how many blocks and gaps the site's store holds."""
    with Store.open(folder / HOME / "harbour" / "store.sqlite", create=False, read_only=True) as store:
        assert store.verify_chain() is None
        seen = store.observations()
    blocks = [each for each in seen if isinstance(each, Seen) and isinstance(each.fact, EchoBlock)]
    return len(blocks), sum(isinstance(each, Gap) for each in seen)


@pytest.mark.lab
@pytest.mark.usefixtures("lab_machine")
def test_the_real_crontab_takes_the_entry_and_gives_it_back(tmp_path: Path) -> None:
    programs(*CRON)
    (tmp_path / "theirs").write_text(THEIRS)
    script = f"""
        crontab {tmp_path}/theirs
        {NETDOC} schedule install harbour --cron >/dev/null 2>&1; {NETDOC} schedule install other --cron 2>/dev/null
        crontab -l >{tmp_path}/both
        {NETDOC} schedule remove harbour && {NETDOC} schedule remove other; crontab -l >{tmp_path}/after
        {NETDOC} schedule install harbour --cron >/dev/null 2>&1
        crontab -r
        {NETDOC} schedule install harbour --cron >/dev/null 2>&1; {NETDOC} schedule remove
        crontab -l || echo none left
        ls -A /var/spool/cron/crontabs
    """

    ran = enclosed(script, world(tmp_path))

    both = (tmp_path / "both").read_text()
    assert both.endswith(THEIRS) and both.count(" # netdoc schedule: ") == 2
    assert both.startswith(ran.stdout.split("none left")[0])
    assert (tmp_path / "after").read_text() == THEIRS
    assert ran.stdout.endswith("none left\n"), ran.stderr


@pytest.mark.slow
@pytest.mark.lab
@pytest.mark.timeout(150)
@pytest.mark.usefixtures("lab_machine")
def test_a_real_cron_starts_the_installed_entry_and_the_run_ends_in_the_store(tmp_path: Path) -> None:
    programs(*CRON)
    store = shlex.quote(str(tmp_path / HOME / "harbour" / "store.sqlite"))
    script = f"""
        crontab {tmp_path}/theirs
        {NETDOC} schedule install harbour --cron
        [ $? -eq 1 ] || exit 9  # no cron runs yet in this corner
        # Nothing of the entry is changed but its times: not the next five minutes, and not for 290 s.
        crontab -l | sed -e 's|^[*]/5 |* |' -e 's| --for 290s | --for 5s |' | crontab -
        cron -f &
        cron=$!
        tries=0
        until [ -e {store} ] || [ $tries -ge 320 ]; do sleep 0.2; tries=$((tries + 1)); done
        kill $cron
        tries=0
        while pgrep -f '[r]un harbour --for' >/dev/null && [ $tries -lt 75 ]; do
          sleep 0.2; tries=$((tries + 1))
        done
        {NETDOC} schedule status harbour --json
    """
    (tmp_path / "theirs").write_text(THEIRS)

    ran = enclosed(script, world(tmp_path), timeout_s=100)

    log = tmp_path / HOME / "harbour" / "schedule.log"
    assert log.exists() and log.read_text() == "", ran.stdout + ran.stderr
    assert sum(stored(tmp_path)) > 0
    assert '"last_outcome": "run ended"' in ran.stdout


@pytest.mark.slow
@pytest.mark.lab
@pytest.mark.usefixtures("lab_machine")
def test_the_entrys_command_needs_nothing_of_the_environment(tmp_path: Path) -> None:
    given = world(tmp_path)
    script = f"""
        line=$({NETDOC} schedule install harbour --cron --print 2>/dev/null | grep '^[*]/5 ')
        command=$(printf '%s' "$line" | cut -d' ' -f6- | sed -e 's/[\\]%/%/g' -e 's/ --for 290s / --for 5s /')
        cd / && env -i /bin/sh -c "$command"
        echo "ended with $?"
    """
    programs(*CRON)

    ran = enclosed(script, given)

    assert ran.stdout == "ended with 0\n", ran.stderr
    assert (tmp_path / HOME / "harbour" / "schedule.log").read_text() == ""
    assert sum(stored(tmp_path)) > 0


@pytest.mark.slow
def test_a_real_user_manager_starts_the_slot_and_forgets_it_when_told(tmp_path: Path) -> None:
    if os.geteuid() != 0 or not Path("/lib/systemd/systemd").exists() or shutil.which("systemctl") is None:
        pytest.skip("a systemd of one's own needs root and systemd installed")
    units = tmp_path / "config" / "systemd" / "user"
    script = f"""
        {NETDOC} schedule install harbour 2>&1
        grep -v '^#' {units}/netdoc-harbour.timer
        systemctl --user show -p ActiveState -p NextElapseUSecRealtime netdoc-harbour.timer
        {NETDOC} schedule install harbour >/dev/null 2>{tmp_path}/again
        sed -i 's| --for 290s| --for 5s|' {units}/netdoc-harbour.service
        systemctl --user daemon-reload
        systemctl --user start netdoc-harbour.service; echo "started: $?"
        {NETDOC} schedule status harbour --json >{tmp_path}/status.json
        {NETDOC} schedule remove harbour 2>/dev/null
        systemctl --user list-unit-files 'netdoc*' --no-legend; ls -A {units}
        systemctl --user exit
    """

    ran = with_user_manager(script, tmp_path, world(tmp_path))

    if ran.returncode == 77:
        pytest.skip("systemd --user does not start in a namespace of this machine")
    assert "ActiveState=active" in ran.stdout, ran.stdout + ran.stderr
    assert "NextElapseUSecRealtime=" in ran.stdout
    assert "nothing was changed" in (tmp_path / "again").read_text()
    assert "started: 0" in ran.stdout
    assert sum(stored(tmp_path)) > 0
    assert ran.stdout.endswith("started: 0\n"), "something of ours is left"
    assert "its timer is" not in (tmp_path / "status.json").read_text()


def test_a_place_that_is_missing_is_said_where_the_entry_looks_for_it(tmp_path: Path) -> None:
    """`sh` writes its own complaint into the log, so that a vanished program is seen by `status`."""
    log = tmp_path / "log"
    told = subprocess.run(["/bin/sh", "-c", f"exec /nowhere/netdoc run harbour >{log} 2>&1"], capture_output=True)

    assert told.returncode == 127
    assert b"not found" in log.read_bytes() or b"No such file" in log.read_bytes()
