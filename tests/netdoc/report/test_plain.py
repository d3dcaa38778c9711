"""Blocks as JSON say their kind and leave no field out."""

from __future__ import annotations

from netdoc.report.document import Align, Column, Heading, HeatRun, OnePage, Table
from netdoc.report.plain import to_plain


def test_a_block_says_its_kind_and_holds_every_field_defaults_too():
    assert to_plain(Heading(text="a")) == {"block": "Heading", "text": "a", "level": 1}


def test_blocks_within_blocks_and_enumerations_are_plain():
    table = Table(caption="c", columns=(Column(title="t", align=Align.RIGHT),), rows=(("x",),))

    assert to_plain(OnePage(blocks=(table,))) == {
        "block": "OnePage",
        "blocks": [
            {
                "block": "Table",
                "caption": "c",
                "columns": [{"title": "t", "width": 1.0, "align": "right"}],
                "rows": [["x"]],
            }
        ],
    }


def test_not_measured_is_null_and_not_nought():
    assert to_plain(HeatRun(level=None, cells=3)) == {"level": None, "cells": 3}
