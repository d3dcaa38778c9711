"""The computer's own state as files: bounded, read only, silent about what is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from probes.wire.files import ADJTIMEX, MAX_BYTES, PROXIES, SystemFiles, _proxies

FILES = SystemFiles()


def test_a_file_of_proc_is_read_whole() -> None:
    assert b" lo:" in (FILES.read("/proc/net/dev") or b"").replace(b"    lo:", b" lo:")


def test_the_names_in_a_folder_are_sorted() -> None:
    names = FILES.names("/sys/class/net")

    assert "lo" in names
    assert list(names) == sorted(names)


@pytest.mark.parametrize(
    "path",
    [
        "/proc/net/no-such-table",
        "/sys/class/net",
        "/sys/class/net/lo/speed",
        "/proc/\x00",
        "netdoc:no-such-state",
    ],
    ids=["absent", "a folder", "the kernel says EINVAL", "a NUL in the path", "another pseudo path"],
)
def test_what_cannot_be_read_is_none(path: str) -> None:
    assert FILES.read(path) is None


def test_no_file_outside_the_systems_own_state_is_read(tmp_path: Path) -> None:
    (tmp_path / "diary").write_text("private")

    assert FILES.read(str(tmp_path / "diary")) is None
    assert FILES.names(str(tmp_path)) == ()


def test_an_endless_file_is_cut_at_the_limit() -> None:
    # /proc/kallsyms is megabytes on every kernel that has it; /proc/self/… tables are small.
    content = FILES.read("/proc/kallsyms")

    assert content is None or len(content) <= MAX_BYTES


def test_the_kernels_clock_state_is_one_line_of_words() -> None:
    state = FILES.read(ADJTIMEX)

    assert state is not None
    assert re.fullmatch(
        rb"state=\d+ status=0x[0-9a-f]{4} maxerror_us=\d+ esterror_us=\d+ offset=-?\d+ tai_s=-?\d+\n", state
    )


def test_proxy_settings_are_told_without_login_and_nothing_else_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("http_proxy", "HTTPS_PROXY", "all_proxy", "HTTP_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", "http://ada:pass-word@proxy.example:3128/x")
    monkeypatch.setenv("NETDOC_SECRET_MODEM_PASSWORD", "hush")
    told = FILES.read(PROXIES)

    assert told is not None
    assert b"environment http_proxy proxy.example:3128\n" in told
    assert b"pass-word" not in told and b"hush" not in told and b"ada" not in told


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (b'http_proxy="http://p.example:8080/"\n', b"/etc/environment http_proxy p.example:8080\n"),
        (b"export ALL_PROXY=socks5://10.0.0.1:1080\n", b"/etc/environment all_proxy 10.0.0.1:1080\n"),
        (b"http_proxy=p.example:1\nhttp_proxy=p.example:1\n", b"/etc/environment http_proxy p.example:1\n"),
        (b"http_proxy=http://a b\x1b[2J\n", b"/etc/environment http_proxy unreadable\n"),
        (b"no_proxy=localhost\nPATH=/bin\nhttp_proxy=\n\xff\xfe\n", b""),
    ],
)
def test_the_system_s_settings_are_read_line_by_line(settings: bytes, told: bytes) -> None:
    assert _proxies([], settings) == told
