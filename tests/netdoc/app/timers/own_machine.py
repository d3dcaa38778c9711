"""A corner of this machine with a cron spool, a /run and a network of its own, for real schedulers.

Everything lies in namespaces of one child process: mounts (an empty spool, no system crontab), network (loopback
only), processes (all of them end with the child). The machine's own crontabs and units are never in reach.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path

_PRELUDE = """
set -e
mount -t tmpfs none /var/spool/cron
mkdir /var/spool/cron/crontabs
chown root:crontab /var/spool/cron/crontabs
chmod 1730 /var/spool/cron/crontabs
mount -t tmpfs none /run
mount -t tmpfs none /etc/cron.d
: >/run/no-system-crontab
mount --bind /run/no-system-crontab /etc/crontab
ip link set lo up
set +e
"""
_OWN_GROUP = """
mkdir -p /run/systemd/system /run/groups
mount -t cgroup2 none /run/groups
mkdir /run/groups/{group}
echo $$ >/run/groups/{group}/cgroup.procs
exec unshare --cgroup sh -e {script}
"""
_MANAGER = """
umount -R /sys/fs/cgroup || umount -l /sys/fs/cgroup
mount -t cgroup2 none /sys/fs/cgroup
set +e
/lib/systemd/systemd --user --log-target=null &
tries=0
until systemctl --user show --property=Version >/dev/null 2>&1; do
  tries=$((tries + 1))
  [ $tries -lt 50 ] || exit 77
  sleep 0.1
done
"""


def enclosed(script: str, environment: Mapping[str, str], *, timeout_s: float = 60) -> subprocess.CompletedProcess[str]:
    """Run a shell script where cron's spool is empty and the network is loopback only."""
    return subprocess.run(
        [
            "unshare",
            "--mount",
            "--net",
            "--pid",
            "--fork",
            "--kill-child",
            "--mount-proc",
            "sh",
            "-c",
            _PRELUDE + script,
        ],
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout_s,
    )


def with_user_manager(script: str, folder: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a shell script beside a real `systemd --user`, in a control group of its own.

    Exit code 77: the manager did not start on this machine.
    """
    group = f"netdoc-test-{os.getpid()}"
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    inside = folder / "inside.sh"
    inside.write_text(f"{_MANAGER}\n{script}\n")
    variables = {"XDG_RUNTIME_DIR": str(runtime), **environment}
    try:
        return enclosed(_OWN_GROUP.format(group=group, script=shlex.quote(str(inside))), variables)
    finally:
        subprocess.run(
            ["unshare", "--mount", "sh", "-c", "mount -t tmpfs none /run && mkdir /run/groups && "
             "mount -t cgroup2 none /run/groups && "
             f"if [ -d /run/groups/{group} ]; then find /run/groups/{group} -depth -type d -exec rmdir {{}} +; fi"],
            timeout=20,
        )  # fmt: skip
