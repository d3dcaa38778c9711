"""By hand: the line of an office that is up is changed and shown from elsewhere, and wrong words are refused."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.lab.byhand import changes_from, find_office, set_line, stats
from tests.lab.clients import reaches
from tests.lab.errors import LabError
from tests.lab.office import Office
from tests.lab.plan import ANCHORS
from tests.lab.servers import ROOT


@pytest.fixture(scope="module")
def office(lab_machine: None) -> Iterator[Office]:
    with Office(line={"retrain_s": (1.0, 1.2)}) as built:
        yield built


def test_words_become_changes_and_one_rate_keeps_the_other() -> None:
    words = ["noise=12", "cut=true", "loss=0.02", "rate_up=900", "hang=deaf"]

    changes = changes_from(words, (20_000, 1_000))

    assert changes == {"noise_db": 12, "cut": True, "loss": 0.02, "rate_kbps": [20_000, 900], "hang": "deaf"}


@pytest.mark.parametrize("word", ["noise", "=3", "rate_down=fast", "rate_up=true"])
def test_a_word_that_is_no_setting_is_refused_with_an_example_or_a_unit(word: str) -> None:
    with pytest.raises(LabError, match=r"KEY=VALUE|kbit/s"):
        changes_from([word], (20_000, 1_000))


def test_an_office_that_is_not_up_is_named_and_so_are_those_that_are() -> None:
    with pytest.raises(LabError, match="no office ndl000000 is up; up: "):
        find_office("ndl000000")


@pytest.mark.lab
def test_the_line_is_cut_and_mended_from_another_terminal(office: Office) -> None:
    prefix = office.group.prefix

    told = set_line(["cut=true"], prefix)
    cut = reaches(office, ANCHORS[0])
    after = set_line(["cut=false", "noise=3.5"], prefix)

    assert "in_showtime: false" in told
    assert "Status: Idle" in told
    assert re.search(r"truth\n(  .*\n)*?.* set .*cut", told)
    assert not cut
    assert re.search(r"set .*noise_db.*3\.5", after)


@pytest.mark.lab
def test_a_wrong_name_is_refused_with_the_names_that_the_line_knows(office: Office) -> None:
    argv = [sys.executable, "-m", "tests.lab", "set", "noize=3", "--office", office.group.prefix]

    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=20)

    assert done.returncode == 1
    assert "noize" in done.stderr
    assert "noise_db" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.lab
def test_the_statistics_show_line_truth_and_modem(office: Office) -> None:
    said = stats(office.group.prefix)

    assert [each for each in ("line\n", "\ntruth\n", "\nmodem\n") if each not in f"{said}\n"] == []
    assert "down.frames_out" in said
    assert "Total time" in said
