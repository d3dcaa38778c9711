"""Records cast by the hundred thousand are the ones that the class itself would have made."""

from __future__ import annotations

import copy
from dataclasses import FrozenInstanceError, dataclass, replace
from datetime import UTC, datetime

import pytest

from netdoc.model.casting import Mould, caster
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.observation import Seen
from netdoc.model.plane import Plane

AT = datetime(2026, 3, 1, tzinfo=UTC)
LINE = DslLine(sync=True, crc_down=7)


def test_a_cast_record_is_equal_to_one_made_by_its_class_and_as_frozen() -> None:
    seen = caster(Seen)("modem", AT, LINE, "c0ffee", Plane.PATH, "x/1")

    assert type(seen) is Seen
    assert seen == Seen("modem", AT, LINE, "c0ffee", reader="x/1")
    assert (hash(seen), repr(seen)) == (hash(copy.copy(seen)), repr(replace(seen)))
    with pytest.raises(FrozenInstanceError):
        seen.subject = "router"


def test_a_mould_changes_what_it_is_told_to_and_nothing_else() -> None:
    mould = Mould(LINE)

    made = mould.cast(3, [(mould.place["crc_down"], [8, 9, 10]), (mould.place["status"], ["a", "b", "c"])])

    assert made == [replace(LINE, crc_down=crc, status=word) for crc, word in ((8, "a"), (9, "b"), (10, "c"))]
    assert mould.like is LINE


@pytest.mark.parametrize("values", [[1, 2], [1, 2, 3, 4]], ids=["too few", "too many"])
def test_a_mould_refuses_another_number_of_values_than_it_is_to_make(values: list[int]) -> None:
    mould = Mould(LINE)

    with pytest.raises(ValueError, match="do not add up"):
        mould.cast(3, [(mould.place["crc_down"], values), (mould.place["sync"], [True] * 3)])


@dataclass(frozen=True)
class _Open:
    value: int


@dataclass(frozen=True, slots=True)
class _Checked:
    value: int

    def __post_init__(self) -> None:
        assert self.value


@pytest.mark.parametrize("kind", [_Open, _Checked], ids=["without slots", "with something to do when made"])
def test_a_class_that_is_no_plain_record_is_not_cast(kind: type[object]) -> None:
    with pytest.raises(TypeError, match="no plain record"):
        caster(kind)
