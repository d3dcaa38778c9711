"""Makers of boxes by their hardware address."""

import re

import pytest

from netdoc.model.makers import maker, told
from netdoc.model.makers_table import TABLE


@pytest.mark.parametrize(
    ("mac", "name"),
    [
        ("3c:a6:2f:12:34:56", "AVM"),
        ("3C:A6:2F:xx:xx:01", "AVM"),
        ("3c:a6:2f", "AVM"),
        ("3e:a6:2f:12:34:56", None),
        ("02:00:00:00:00:01", None),
        ("00:00:5e:00:01:07", None),
        ("3c:a6:2", None),
        ("3ca62f123456", None),
        ("", None),
        (None, None),
    ],
)
def test_a_maker_is_told_only_for_a_block_of_the_table(mac, name):
    assert maker(mac) == name


@pytest.mark.parametrize(
    ("mac", "words"), [("3c:a6:2f:00:00:01", "3c:a6:2f:00:00:01 (AVM)"), ("02:00:00:00:00:01", "02:00:00:00:00:01")]
)
def test_an_address_is_told_with_its_maker_where_there_is_one(mac, words):
    assert told(mac) == words


def test_every_block_of_the_table_is_three_octets_of_one_maker_and_none_is_made_up_by_software():
    blocks = [each for line in TABLE.splitlines() if not line.endswith(":") for each in line.split()]

    assert len(blocks) == len(set(blocks)) > 2000
    assert all(re.fullmatch(r"[0-9a-f]{6}", each) for each in blocks)
    assert [each for each in blocks if int(each[:2], 16) & 2] == []
