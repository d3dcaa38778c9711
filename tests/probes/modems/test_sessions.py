"""By which door a family is asked that is usually on ssh, and what is said of weak algorithms."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from netdoc.model.capture import Capture
from netdoc.model.site import Device
from probes.modems._sessions import by_ssh, weak_ssh

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "port"),
    [
        ({}, 22),
        ({"url": "http://192.0.2.1:49000/igddesc.xml"}, 22),
        ({"url": "ssh://192.0.2.1:2222"}, None),
        ({"url": "telnet://192.0.2.1"}, None),
        ({"port": 23}, 23),
        ({"port": 2222}, 2222),
    ],
    ids=str,
)
def test_it_is_ssh_unless_the_site_file_says_otherwise(given: dict[str, Any], port: int | None) -> None:
    assert by_ssh(Device(id="modem", kind="modem", address="192.0.2.1", **given)).port == port


def test_weak_algorithms_become_one_warning() -> None:
    weak = Capture(b"", NOON, "modem", "ssh: show version [host key SHA256:abc; weak algorithms 3des-cbc, hmac-md5]")
    strong = Capture(b"", NOON, "modem", "ssh: show version [host key SHA256:abc]")

    assert weak_ssh([strong]) == ()
    assert [each.count("3des-cbc, hmac-md5") for each in weak_ssh([weak, strong, weak])] == [1]
