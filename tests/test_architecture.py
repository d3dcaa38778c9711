"""The walls of the house: imports point down, one test per plug-in, nothing of this machine in the tree."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from netdoc.discover import RULES, SECTIONS, scan
from netdoc.plugin import Driver, Finder, Probe, Rule, Section

ROOT = Path(__file__).parents[1]
SOURCES = sorted([*(ROOT / "netdoc").rglob("*.py"), *(ROOT / "probes").rglob("*.py")])
NETWORK_LIBRARIES = {"icmplib", "scapy", "pysnmp", "dns", "aiohttp", "telnetlib3", "asyncssh", "speedtest", "socket"}
CLOCKS = {
    "time": {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "clock_gettime_ns"},
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
}
CEILING = 300


def path_of(file: Path) -> str:
    """Return a file's path within the repository."""
    return file.relative_to(ROOT).as_posix()


def plugins() -> Iterator[tuple[Path, Path]]:
    """Yield (plug-in file, the folder its test lies in)."""
    for folder, tests in (
        ("probes", "tests/probes"),
        ("probes/modems", "tests/probes/modems"),
        ("probes/finders", "tests/probes/finders"),
        ("netdoc/diagnosis/rules", "tests/netdoc/diagnosis/rules"),
        ("netdoc/report/sections", "tests/netdoc/report/sections"),
    ):
        for file in sorted((ROOT / folder).glob("*.py")):
            if not file.name.startswith("_"):
                yield file, ROOT / tests


def imports(file: Path) -> set[str]:
    """Return the names of all modules that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return found


def kept_files() -> list[Path]:
    """Return the files that belong to the repository, by git's own list."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is not a git checkout: what belongs to the repository is not known")
    told = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return [ROOT / each for each in told.stdout.decode().split("\0") if each and (ROOT / each).is_file()]


def test_imports_point_down():
    pytest.importorskip("importlinter", reason="import-linter is a development dependency")
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    told = subprocess.run([sys.executable, "-c", command, "--no-cache"], cwd=ROOT, capture_output=True, text=True)

    assert told.returncode == 0, told.stdout
    assert "0 broken" in told.stdout


@pytest.mark.parametrize(("file", "tests"), list(plugins()), ids=path_of)
def test_each_plug_in_has_one_test_file(file, tests):
    assert (tests / f"test_{file.name}").is_file()


@pytest.mark.parametrize(
    ("package", "kind"),
    [("probes", Probe), ("probes.modems", Driver), ("probes.finders", Finder), (RULES, Rule), (SECTIONS, Section)],
    ids=["probes", "drivers", "finders", "rules", "sections"],
)
def test_each_plug_in_module_exports_exactly_one_record_with_an_id_of_its_own(package, kind):
    folder = ROOT.joinpath(*package.split("."))
    modules = [each for each in folder.glob("*.py") if not each.name.startswith("_")]

    assert modules
    assert len(scan(package, kind)) == len(modules)


def test_only_the_adapters_touch_the_network():
    found = {path_of(file): {each.split(".")[0] for each in imports(file)} & NETWORK_LIBRARIES for file in SOURCES}

    assert {path: used for path, used in found.items() if used and not path.startswith("probes/wire/")} == {}


def test_probes_and_drivers_never_import_the_adapters():
    outside = [each for each in SOURCES if "probes" in each.parts and "wire" not in each.parts]
    found = {path_of(file): {each for each in imports(file) if each.startswith("probes.wire")} for file in outside}

    assert {path: used for path, used in found.items() if used} == {"probes/__init__.py": {"probes.wire.connect"}}


def clock_reads(tree: ast.AST) -> list[str]:
    """Return the calls in a tree that read a clock."""
    renamed = [
        f"{node.lineno}: from time import {alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "time"
        for alias in node.names
        if alias.name in CLOCKS["time"]
    ]
    return renamed + [
        f"{node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, (ast.Name, ast.Attribute))
        and node.attr in CLOCKS.get(node.value.id if isinstance(node.value, ast.Name) else node.value.attr, set())
    ]


def test_only_the_system_module_reads_clocks():
    trees = {path_of(file): ast.parse(file.read_text(encoding="utf-8")) for file in SOURCES}
    reading = {path: clock_reads(tree) for path, tree in trees.items() if path.startswith("netdoc/")}

    assert [path for path, found in reading.items() if found] == ["netdoc/app/system.py"]


@pytest.mark.parametrize(
    "line",
    [
        "time.time()",
        "time.monotonic_ns()",
        "datetime.now(UTC)",
        "datetime.datetime.now()",
        "date.today()",
        "from time import time",
    ],
)
def test_the_search_for_clocks_finds_them(line):
    assert clock_reads(ast.parse(line))


def test_no_file_is_longer_than_300_lines():
    lengths = {path_of(file): len(file.read_text(encoding="utf-8").splitlines()) for file in SOURCES}

    assert {path: length for path, length in lengths.items() if length > CEILING} == {}


def test_no_file_names_a_place_on_a_machine_or_a_registry():
    machine = re.compile(rb"(?<![\w./-])/(home|root|work|Users)/\w+/[\w.]+|(?<![\w./-])/tmp/[vV]/")
    registry = re.compile(rb"(pypi\.or" + rb"g|pythonhosted\.or" + rb"g|registry\.npmj" + rb"s|index-ur" + rb"l)")
    found = [
        f"{path_of(file)}: {match[0].decode(errors='replace')}"
        for file in kept_files()
        for pattern in (machine, registry)
        for match in pattern.finditer(file.read_bytes())
        if b"\0" not in file.read_bytes()[:8000]
    ]

    assert found == []


def test_the_wheel_holds_only_the_two_packages(tmp_path):
    pytest.importorskip("hatchling", reason="hatchling is not installed here")
    told = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    tops = {each.split("/")[0] for each in names}

    assert {each for each in tops if not each.endswith(".dist-info")} == {"netdoc", "probes"}
    assert [each for each in names if each.endswith(".dist-info/licenses/LICENSE")]
    assert any(each.startswith("netdoc/report/") and not each.endswith(".py") for each in names)
