"""Which store a command means."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from netdoc.app.paths import configured_place, configured_sites, data_root, place_of, place_to_measure, place_to_read
from netdoc.errors import BadInput, StoreError

NOW = datetime(2026, 3, 2, 9, 5, 7, tzinfo=UTC)


def a_store(root: Path, site: str, written: float) -> None:
    folder = root / site
    folder.mkdir(parents=True)
    (folder / "store.sqlite").write_bytes(b"x")
    os.utime(folder / "store.sqlite", (written, written))


def a_site_file(root: Path, site: str) -> None:
    (root / site).mkdir(parents=True, exist_ok=True)
    (root / site / "site.toml").write_text("")


def test_the_environment_names_the_data_root(tmp_path: Path) -> None:
    assert data_root({"NETDOC_HOME": str(tmp_path)}) == tmp_path
    assert data_root({}).name == "netdoc"


@pytest.mark.parametrize("name", ["../up", "", "a/b", "UPPER", "a b", ".", "-x", "a" * 65, "a\n"])
def test_a_site_id_that_could_leave_the_folder_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not a site id"):
        place_of(name, tmp_path)


def test_the_only_store_is_read_without_being_named_and_without_a_word(tmp_path: Path) -> None:
    a_store(tmp_path, "alpha", 100)

    place = place_to_read(None, tmp_path)

    assert (place.site_id, place.store, place.chosen) == ("alpha", tmp_path / "alpha" / "store.sqlite", "")


def test_of_several_stores_the_one_written_last_is_read_and_that_is_said(tmp_path: Path) -> None:
    a_store(tmp_path, "alpha", 300)
    a_store(tmp_path, "beta", 200)
    (tmp_path / "beta" / "store.sqlite-wal").write_bytes(b"x")
    os.utime(tmp_path / "beta" / "store.sqlite-wal", (400, 400))

    place = place_to_read(None, tmp_path)

    assert place.site_id == "beta"
    assert "beta" in place.chosen


def test_a_store_that_is_not_there_is_an_error_that_lists_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="nothing is stored yet"):
        place_to_read(None, tmp_path / "nowhere")
    a_store(tmp_path, "alpha", 100)

    with pytest.raises(StoreError) as caught:
        place_to_read("gamma", tmp_path)
    with pytest.raises(StoreError, match="there is no store"):
        place_to_read(None, tmp_path, tmp_path / "missing.sqlite")

    assert "alpha" in caught.value.hint


def test_a_store_given_by_its_file_overrides_everything(tmp_path: Path) -> None:
    a_store(tmp_path, "alpha", 100)
    other = tmp_path / "elsewhere.sqlite"
    other.write_bytes(b"x")

    assert place_to_read("alpha", tmp_path, other).store == other


def test_an_unconfigured_check_gets_a_site_of_its_own_each_time(tmp_path: Path) -> None:
    a_store(tmp_path, "check-20260301t080000z", 100)

    assert place_to_measure(None, tmp_path, NOW).site_id == "check-20260302t090507z"


def test_a_check_uses_the_only_configured_site_but_never_guesses_between_two(tmp_path: Path) -> None:
    a_site_file(tmp_path, "alpha")
    alone = place_to_measure(None, tmp_path, NOW)
    a_site_file(tmp_path, "beta")
    between = place_to_measure(None, tmp_path, NOW)

    assert alone.site_id == "alpha"
    assert between.site_id == "check-20260302t090507z"
    assert "none was named: measuring as check-" in between.chosen
    assert place_to_measure("beta", tmp_path, NOW).site_id == "beta"


def test_measuring_a_named_site_without_a_site_file_says_so_and_names_those_there_are(tmp_path: Path) -> None:
    a_site_file(tmp_path, "harbour")

    assert "no site file for harbor (configured: harbour)" in place_to_measure("harbor", tmp_path, NOW).chosen
    assert place_to_measure("harbour", tmp_path, NOW).chosen == ""


@pytest.fixture
def public() -> Iterator[Path]:
    """Return a folder that every user may enter: pytest's own is for one only."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


@contextmanager
def closed(folder: Path) -> Iterator[None]:
    """Run as a user who may not enter a folder: root, who may enter everything, becomes somebody else."""
    folder.chmod(0o000)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


@pytest.mark.parametrize(
    "find",
    [
        lambda root: place_to_read(None, root),
        lambda root: place_to_read("alpha", root),
        lambda root: place_to_read(None, root, root / "alpha" / "store.sqlite"),
        lambda root: place_to_measure(None, root, NOW),
        lambda root: configured_place(None, root),
    ],
    ids=["read the only one", "read one by name", "read a file", "measure", "configured"],
)
def test_a_folder_that_may_not_be_entered_is_never_taken_for_an_empty_one(
    public: Path, find: Callable[[Path], object]
) -> None:
    outer = public / "outer"
    a_store(outer / "data", "alpha", 100)
    a_site_file(outer / "data", "alpha")

    with closed(outer), pytest.raises(StoreError, match="cannot be looked into: Permission denied") as refused:
        find(outer / "data")

    assert "NETDOC_HOME" in refused.value.hint
    assert find(outer / "data") is not None


def test_one_closed_office_does_not_hide_the_others(public: Path) -> None:
    for site in ("alpha", "beta"):
        a_site_file(public, site)

    with closed(public / "alpha"):
        assert configured_sites(public, strict=True) == ["beta"]
        assert configured_place(None, public).site_id == "beta"


def test_without_exactly_one_configured_site_a_name_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no site is configured yet"):
        configured_place(None, tmp_path)
    for site in ("alpha", "beta"):
        a_site_file(tmp_path, site)

    with pytest.raises(BadInput, match="2 sites are configured") as several:
        configured_place(None, tmp_path)

    assert several.value.hint == "name one of: alpha, beta"
    assert configured_place("gamma", tmp_path).site_id == "gamma"
