"""Whether cron runs, and what starts it, on the families of systems; their files lie in a folder of the test."""

from __future__ import annotations

from pathlib import Path

import pytest

from netdoc.app.timers.cron_daemon import daemon_runs, start_command
from tests.netdoc.app.timers.stand_ins import processes, program


@pytest.mark.parametrize(
    ("names", "runs"),
    [(["systemd", "cron"], True), (["crond"], True), (["init", "cronie-helper"], False), ([], None)],
    ids=["Debian", "BusyBox and Red Hat", "none", "processes not to be seen"],
)
def test_a_cron_daemon_is_found_among_the_processes(tmp_path: Path, names: list[str], runs: bool | None) -> None:
    assert daemon_runs(processes(tmp_path, *names)) is runs


@pytest.mark.parametrize(
    ("files", "command"),
    [
        (["run/systemd/system/", "lib/systemd/system/cron.service", "etc/init.d/cron"], "systemctl enable --now cron"),
        (["run/systemd/system/", "usr/lib/systemd/system/crond.service"], "systemctl enable --now crond"),
        (["run/systemd/system/", "usr/lib/systemd/system/cronie.service"], "systemctl enable --now cronie"),
        (["lib/systemd/system/cron.service", "etc/init.d/cron", "usr/sbin/cron"], "service cron start"),
        (["run/openrc/", "etc/init.d/crond"], "rc-update add crond && rc-service crond start"),
        (["usr/sbin/crond"], "/usr/sbin/crond"),
        (["run/systemd/system/"], "install a cron daemon (Debian and Ubuntu: the package cron)"),
    ],
    ids=["Debian", "Fedora", "Arch", "Debian without systemd running", "Alpine", "a bare container", "none installed"],
)
def test_cron_is_started_by_what_this_computer_has(tmp_path: Path, files: list[str], command: str) -> None:
    for each in files:
        if each.endswith("/"):
            (tmp_path / each).mkdir(parents=True)
        else:
            program(tmp_path / each, "")

    assert start_command(tmp_path, user_id=0) == command
    words = [each for each in command.split(" && ") if not each.startswith("install")]
    assert start_command(tmp_path, user_id=1000) == (" && ".join(f"sudo {each}" for each in words) or command)
