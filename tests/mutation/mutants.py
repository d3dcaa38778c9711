"""Make mutants of the diagnosis: judges replaced by SILENT, comparisons inverted, thresholds scaled.

A mutant is a changed syntax tree of one module, with the place and the change in words; its name is stable as
long as the line of source stays the same.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[2]
DIAGNOSIS = ROOT / "netdoc" / "diagnosis"
TESTS = ROOT / "tests" / "netdoc" / "diagnosis"

INVERTED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
SYMBOL = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=", ast.Is: "is",
    ast.IsNot: "is not",
}  # fmt: skip
FACTORS = (3.0, 1 / 3)

CORE: dict[str, tuple[str, ...]] = {
    "outages": ("test_outages.py", "test_incidents.py"),
    "softer": ("test_softer.py", "test_incidents.py"),
    "slowness": ("test_slowness.py", "test_incidents.py"),
    "remarks": ("test_remarks.py",),
    "remarks_names": ("test_remarks_names.py",),
    "lan_remarks": ("test_lan_remarks.py",),
    "closed_ports": ("test_closed_ports.py",),
    "second": ("test_second.py",),
    "late_names": ("test_late_names.py",),
    "naming": ("test_naming.py", "test_incidents.py"),
    "memory": ("test_memory.py", "test_memory_bins.py", "test_memory_logs.py", "test_incidents.py"),
    "memory_bins": ("test_memory_bins.py", "test_memory.py", "test_incidents.py"),
    "memory_logs": ("test_memory_logs.py", "test_memory.py"),
    "telling": ("test_memory.py", "test_memory_bins.py", "test_memory_logs.py"),
    "logs": ("test_logs.py", "test_memory_logs.py"),
    "large": ("test_large.py",),
    "chance": ("test_chance.py", "test_incidents.py"),
    "gate": ("test_gate.py", "test_incidents.py"),
    "weigh": ("test_weigh.py",),
    "planner": ("test_planner.py", "test_diagnose.py"),
    "candidates": ("test_candidates.py", "test_situation.py"),
    "situation": ("test_situation.py", "test_planner.py"),
    "offers": ("test_offers.py", "test_planner.py"),
    "offered_questions": ("test_planner.py", "test_offers.py"),
    "offered_steps": ("test_planner.py", "test_offers.py"),
    "watching": ("test_watching.py", "test_planner.py"),
    "forecast": ("test_forecast.py", "test_watching.py"),
    "confirming": ("test_confirming.py", "test_diagnose.py"),
    "explaining": ("test_explaining.py",),
    "inputs": ("test_inputs.py", "test_explaining.py"),
    "specification": ("test_specification.py", "test_explaining.py"),
    "instants": ("test_instants.py", "test_memory.py"),
    "statistics": ("test_statistics.py", "test_exact_test.py", "test_service_change.py"),
    "watched": ("test_watched.py",),
    "told": ("test_told.py",),
    "parties": ("test_parties.py",),
    "diagnose": ("test_diagnose.py", "test_confirming.py", "test_planner.py"),
    "silence": ("test_silence.py",),
    "stretches": ("test_stretches.py",),
    "exposure": ("test_exposure.py",),
    "drops": ("test_drops.py",),
    "disturbance": ("test_disturbance.py",),
    "contrast": ("test_contrast.py", "test_contrast_terms.py"),
    "contrast_words": ("test_contrast.py", "test_contrast_terms.py"),
    "arms": ("test_arms.py", "test_contrast.py"),
    "pictures": ("test_pictures.py",),
    "error_pictures": ("test_error_pictures.py",),
}
"""Modules beside the rules, and the tests that hold each."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one module."""

    module: str
    kind: str
    """`silent`, `inverted` or `scaled`."""
    name: str
    """`modem_reboots: inverted: boot is None -> boot is not None`; the n-th of equal ones ends with `#n`."""
    line: int
    change: Callable[[ast.Module], None]
    tests: tuple[Path, ...]

    def tree(self) -> ast.Module:
        """Return the changed source as a syntax tree."""
        tree = ast.parse(source_of(self.module).read_text(encoding="utf-8"))
        self.change(tree)
        return ast.fix_missing_locations(tree)


def targets() -> dict[str, tuple[Path, ...]]:
    """Return every module to change, with the test files that must notice, the closest first."""
    rules = DIAGNOSIS / "rules"
    found: dict[str, tuple[Path, ...]] = {}
    sources = {path.stem: path.read_text(encoding="utf-8") for path in sorted(rules.glob("*.py"))}
    for stem in sources:
        if stem == "__init__":
            continue
        # helpers first: what one helper gives another is held by the other's tests
        users = sorted(
            (each for each, text in sources.items() if f"rules.{stem} import" in text),
            key=lambda each: not each.startswith("_"),
        )
        tests = [_test_of(each) for each in (stem, *(users if stem.startswith("_") else ()))]
        found[f"netdoc.diagnosis.rules.{stem}"] = tuple(each for each in tests if each.exists())
    for stem, names in CORE.items():
        found[f"netdoc.diagnosis.{stem}"] = tuple(TESTS / name for name in names)
    return found


def _test_of(stem: str) -> Path:
    """Return the test file of a rule, or of a helper of rules."""
    return TESTS / "rules" / f"test_{stem.lstrip('_')}{'_helpers' if stem.startswith('_') else ''}.py"


def mutants_of(module: str, tests: tuple[Path, ...]) -> Iterator[Mutant]:
    """Yield the mutants of one module."""
    path = source_of(module)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    seen: dict[str, int] = {}

    def mutant(kind: str, words: str, line: int, change: Callable[[ast.Module], None]) -> Mutant:
        base = f"{module.removeprefix('netdoc.diagnosis.')}: {kind}: {words}"
        seen[base] = seen.get(base, 0) + 1
        name = base if seen[base] == 1 else f"{base} #{seen[base]}"
        return Mutant(module, kind, name, line, change, tests)

    judge = _judge(tree)
    if judge is not None:
        yield mutant("silent", "judge", judge.lineno, _silence)
    for index, node in enumerate(_comparisons(tree)):
        for place, operator in enumerate(node.ops):
            if type(operator) in INVERTED:
                other = INVERTED[type(operator)]
                words = f"{ast.unparse(node)}: {SYMBOL[type(operator)]} -> {SYMBOL[other]}"
                yield mutant("inverted", words, node.lineno, partial(_invert, index=index, place=place))
    for index, what, line in _numbers(tree, module):
        for factor in FACTORS:
            words = f"{what} {'x 3' if factor > 1 else '/ 3'}"
            yield mutant("scaled", words, line, partial(_scale, index=index, factor=factor))


def source_of(module: str) -> Path:
    """Return the file of a module."""
    return ROOT.joinpath(*module.split(".")).with_suffix(".py")


def _judge(tree: ast.Module) -> ast.FunctionDef | None:
    return next((each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name == "judge"), None)


def _silence(tree: ast.Module) -> None:
    function = _judge(tree)
    assert function is not None
    function.body = ast.parse("return SAY.silent(incident, 'replaced')").body


def _invert(tree: ast.Module, index: int, place: int) -> None:
    node = list(_comparisons(tree))[index]
    node.ops[place] = INVERTED[type(node.ops[place])]()


def _comparisons(tree: ast.Module) -> Iterator[ast.Compare]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            yield node


def _numbers(tree: ast.Module, module: str) -> Iterator[tuple[int, str, int]]:
    """Yield (index in the walk, words, line) of module-level thresholds, and of numbers inside comparisons."""
    values = vars(importlib.import_module(module))
    nodes = list(ast.walk(tree))
    index_of = {id(node): index for index, node in enumerate(nodes)}
    for statement in tree.body:
        if not isinstance(statement, ast.Assign):
            continue
        target, value = statement.targets[0], statement.value
        names = target.elts if isinstance(target, ast.Tuple) else [target]
        parts = value.elts if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) else [value]
        for name, part in zip(names, parts, strict=True):
            held = values.get(name.id) if isinstance(name, ast.Name) else None
            if isinstance(held, (int, float, timedelta)) and not isinstance(held, bool):
                yield index_of[id(part)], f"{ast.unparse(name)} = {ast.unparse(part)}", part.lineno
    for node in nodes:
        if isinstance(node, ast.Compare):
            for part in ast.walk(node):
                if isinstance(part, ast.Constant) and _is_threshold(part.value):
                    yield index_of[id(part)], f"{part.value} in {ast.unparse(node)}", part.lineno


def _is_threshold(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value not in (0, 1)


def _scale(tree: ast.Module, index: int, factor: float) -> None:
    """Multiply the expression at an index of the walk; `x * 3.0` also holds for lengths of time."""
    old = list(ast.walk(tree))[index]
    new = ast.BinOp(left=old, op=ast.Mult(), right=ast.Constant(value=factor))  # type: ignore[arg-type]
    ast.copy_location(new, old)
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is old and parent is not new:
                setattr(parent, field, new)
                return
            if isinstance(value, list) and any(each is old for each in value):
                value[[each is old for each in value].index(True)] = new
                return
