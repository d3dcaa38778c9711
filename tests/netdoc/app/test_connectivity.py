"""By which page a login page is looked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from netdoc.app.config import parse_site_file
from netdoc.app.connectivity import MAIN, NM_DEFAULT, told_by_file, told_by_system
from netdoc.errors import ConfigError
from netdoc.model.site import Connectivity

LIB, ETC = "/usr/lib/NetworkManager/conf.d", "/etc/NetworkManager/conf.d"


class Held:
    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files

    def read(self, path: str) -> bytes | None:
        held = self._files.get(path)
        return None if held is None else held.encode()

    def names(self, folder: str) -> Sequence[str]:
        return sorted(path.rpartition("/")[2] for path in self._files if path.rpartition("/")[0] == folder)


OFF, ON, HEAD = "[connectivity]\nenabled=false\n", "[connectivity]\nenabled=true\n", "[connectivity]\nuri="
SYSTEMS: Mapping[str, tuple[Mapping[str, str], Connectivity | None]] = {
    "none": ({}, NM_DEFAULT),
    "the distribution's": (
        {f"{LIB}/20-ubuntu.conf": f"{HEAD}http://check.example/\nresponse=\n"},
        Connectivity(url="http://check.example/"),
    ),
    "the administrator's wins": (
        {MAIN: f"{HEAD}http://a.example/\n", f"{ETC}/9.conf": f"{HEAD}http://b.example/\n"},
        Connectivity(url="http://b.example/", expects=NM_DEFAULT.expects),
    ),
    "forbidden": ({f"{ETC}/9.conf": OFF}, None),
    "allowed again": ({f"{LIB}/1.conf": OFF, f"{ETC}/9.conf": ON}, NM_DEFAULT),
    "https": ({f"{ETC}/9.conf": f"{HEAD}https://b.example/\n"}, NM_DEFAULT),
    "a login": ({f"{ETC}/9.conf": f"{HEAD}http://me:pw@b.example/\n"}, NM_DEFAULT),
    "odd files": (
        {f"{ETC}/9.conf": "uri=no section\n", f"{ETC}/a.conf": "\xff[[[\n", f"{ETC}/readme": OFF},
        NM_DEFAULT,
    ),
}


@pytest.mark.parametrize(("files", "expected"), SYSTEMS.values(), ids=SYSTEMS)
def test_the_system_s_own_page_is_taken_where_it_names_one(
    files: Mapping[str, str], expected: Connectivity | None
) -> None:
    assert told_by_system(Held(files)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", NM_DEFAULT),
        ("[connectivity]\nask = false\n", None),
        ('[connectivity]\nurl = "http://c.example/"\n', Connectivity(url="http://c.example/")),
        (
            '[connectivity]\nurl = "http://c.example/"\nexpects = "ok"\n',
            Connectivity(url="http://c.example/", expects="ok"),
        ),
        ("[connectivity]\n", NM_DEFAULT),
    ],
)  # fmt: skip
def test_the_site_file_wins(text: str, expected: Connectivity | None) -> None:
    assert told_by_file(parse_site_file(text, "site.toml").connectivity, NM_DEFAULT) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[connectivity]\nurl = "https://c.example/"\n', "http://"),
        ('[[port]]\nname = "wg"\nhost = "a.example"\nport = 51820\nasks = "wireguard"\n', "asks"),
        ("[second_path]\n", "neither an interface nor an address"),
        ('[second_path]\ninterface = "a/b"\n', "network interface"),
        ('[[port]]\nname = "a"\nhost = "b"\nport = 1\nasks = "tcp"\n' * 2, "used twice"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_key(text: str, words: str) -> None:
    with pytest.raises(ConfigError) as refused:
        parse_site_file(text, "site.toml")

    assert words in f"{refused.value.where} {refused.value.message} {refused.value.hint}"
