"""Plug-ins are found strictly: every doubt stops the program with the file's name."""

import sys
import textwrap

import pytest

from netdoc import discover
from netdoc.errors import PluginError
from netdoc.plugin import Rule, Section

RECORD = """
    from netdoc.plugin import Section
    SECTION = Section(id="{id}", place={place}, write=lambda *_: ())
"""


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Return a function that writes a package of modules and gives its name; it is forgotten afterwards."""
    name = f"plugins_{tmp_path.name.replace('-', '_')}"

    def write(**modules):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "__init__.py").write_text("")
        for module, source in modules.items():
            (folder / f"{module}.py").write_text(textwrap.dedent(source))
        return name

    monkeypatch.syspath_prepend(str(tmp_path))
    yield write
    for each in [each for each in sys.modules if each.split(".")[0] == name]:
        del sys.modules[each]


def test_each_modules_record_is_found_by_its_id(package):
    found = discover.scan(package(one=RECORD.format(id="a", place=1), two=RECORD.format(id="b", place=2)), Section)

    assert sorted(found) == ["a", "b"]


def test_helpers_whose_name_begins_with_an_underscore_are_passed_over(package):
    name = package(_helper="raise RuntimeError", one=RECORD.format(id="a", place=1))

    assert list(discover.scan(name, Section)) == ["a"]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("x = 1", "found 0"),
        (RECORD.format(id="a", place=1) + "    OTHER = Section(id='b', place=2, write=SECTION.write)\n", "found 2"),
        (RECORD.format(id="a", place=1).replace("SECTION =", "MINE ="), "named SECTION"),
        ("import nothing_of_that_name", "ModuleNotFoundError"),
        ("1 / 0", "ZeroDivisionError"),
    ],
    ids=["no record", "two records", "another name", "an import that fails", "a module that fails"],
)
def test_a_module_that_breaks_the_contract_stops_with_its_name(package, source, said):
    name = package(broken=source)

    with pytest.raises(PluginError, match="broken") as raised:
        discover.scan(name, Section)
    assert said in str(raised.value)


def test_an_id_taken_twice_stops_and_names_both(package):
    name = package(one=RECORD.format(id="a", place=1), two=RECORD.format(id="a", place=2))

    with pytest.raises(PluginError, match=r"two\.py: the id a is already taken by .*one\.py"):
        discover.scan(name, Section)


def test_a_package_that_does_not_exist_is_an_error_of_plug_ins():
    with pytest.raises(PluginError, match="no_such_package"):
        discover.scan("no_such_package", Section)


def test_rules_come_in_the_order_of_their_ids():
    found = list(discover.rules())

    assert found == sorted(found) and len(found) >= 24
    assert all(isinstance(each, Rule) for each in discover.rules().values())


def test_sections_come_in_the_order_of_their_places():
    places = [each.place for each in discover.sections()]

    assert places == sorted(places) and places


def test_probes_and_drivers_are_found_through_the_entry_point():
    assert {"link", "path", "dns"} <= set(discover.probes())
    assert {"broadcom", "snmp_dsl"} <= set(discover.drivers())


@pytest.fixture
def entry_point(monkeypatch):
    """Return a function that makes one package the only plug-in installed."""
    discover.plugin_packages.cache_clear()

    def install(*names):
        class Entry:
            def __init__(self, value):
                self.name = self.value = value

        monkeypatch.setattr(discover, "entry_points", lambda group: [Entry(each) for each in names])

    yield install
    discover.plugin_packages.cache_clear()


def test_a_bare_source_tree_says_what_to_type(entry_point):
    entry_point()

    with pytest.raises(PluginError, match="bare source tree") as raised:
        discover.plugin_packages()
    assert "pip install" in raised.value.hint


def test_a_package_written_for_another_contract_is_refused(entry_point, package):
    entry_point(package())

    with pytest.raises(PluginError, match="PLUGIN_API must be 1"):
        discover.plugin_packages()
