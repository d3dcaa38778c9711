"""Show that the tests of the diagnosis can fail: `python -m tests.mutation.run_mutants [--quick] [--only RULE_FILE]`.

Each mutant runs the matching tests in a forked child, with the changed module put in place of the real one before
the tests import it. A mutant that no test notices has survived: the exit code is then 1. Mutants that cannot be
told from the original are listed with a reason in `allowed.txt`.
"""

from __future__ import annotations

import argparse
import importlib.abc
import importlib.machinery
import os
import random
import resource
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from tests.mutation.mutants import ROOT, Mutant, mutants_of, source_of, targets

ALLOWED = Path(__file__).with_name("allowed.txt")
CPU_LIMIT_S = 20
"""Of processor time, so that a busy machine does not pass for a test that notices."""
LIMIT_S = 120.0
OPTIONS = ("-x", "-q", "--assert=plain", "-p", "no:cacheprovider", "-c", os.devnull, f"--rootdir={ROOT}")
"""A bare pytest: without its plug-ins and rewritten assertions a child starts in a tenth of the time."""
SAMPLE = 60
"""How many inverted and scaled mutants a quick run takes."""
WORKERS = min(4, os.cpu_count() or 1)
SURVIVED, KILLED, TIMEOUT = "survived", "killed", "killed by the time limit"


class _Changed(importlib.abc.Loader, importlib.abc.MetaPathFinder):
    """Gives the changed module to whoever imports it first."""

    def __init__(self, mutant: Mutant) -> None:
        self.module, self.tree = mutant.module, mutant.tree()

    def find_spec(self, name: str, path: object, target: object = None) -> importlib.machinery.ModuleSpec | None:
        if name != self.module:
            return None
        return importlib.machinery.ModuleSpec(name, self, origin=str(source_of(name)))

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(source_of(self.module))
        exec(compile(self.tree, module.__file__, "exec"), vars(module))


@dataclass(frozen=True, slots=True)
class Job:
    """Tests to run with a module changed, or with nothing changed."""

    tests: tuple[Path, ...]
    mutant: Mutant | None = None


def run_all(jobs: Sequence[Job], workers: int) -> list[str]:
    """Run each job in a child of its own, some at a time; return `survived`, `killed` or the time limit's word."""
    results: dict[int, str] = {}
    living: dict[int, tuple[int, float]] = {}
    waiting = list(enumerate(jobs))[::-1]
    while waiting or living:
        while waiting and len(living) < workers:
            index, job = waiting.pop()
            child = os.fork()
            if child == 0:
                _be_the_child(job)
            living[child] = (index, time.monotonic() + LIMIT_S)
        time.sleep(0.005)
        for child, (index, deadline) in list(living.items()):
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                out_of_time = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU
                results[index] = SURVIVED if status == 0 else TIMEOUT if out_of_time else KILLED
            elif time.monotonic() > deadline:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                results[index] = TIMEOUT
            else:
                continue
            del living[child]
    return [results[index] for index in range(len(jobs))]


def _be_the_child(job: Job) -> None:
    code = 3
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT_S, CPU_LIMIT_S + 1))
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        for name in [each for each in sys.modules if each.startswith("netdoc.diagnosis")]:
            del sys.modules[name]
        if job.mutant is not None:
            sys.meta_path.insert(0, _Changed(job.mutant))
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        code = int(pytest.main([*OPTIONS, *map(str, job.tests)]))
    finally:
        os._exit(code)


def allowed() -> dict[str, str]:
    """Return the mutants that cannot be told from the original, with the reason."""
    found: dict[str, str] = {}
    for line in ALLOWED.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, reason = line.partition(" | ")
            assert reason.strip(), f"{ALLOWED.name}: no reason given for {name}"
            found[name.strip()] = reason.strip()
    return found


def _chosen(*, quick: bool, only: str | None, seed: int) -> list[Mutant]:
    every: list[Mutant] = []
    for module, tests in targets().items():
        if only is None or module.rsplit(".", 1)[1] == Path(only).stem:
            if not tests:
                raise SystemExit(f"{module}: no test file holds it")
            every += mutants_of(module, tests)
    if not every:
        raise SystemExit(f"no module of the diagnosis is named {only}")
    if not quick:
        return every
    silent = [each for each in every if each.kind == "silent"]
    others = [each for each in every if each.kind != "silent"]
    return silent + random.Random(seed).sample(others, min(SAMPLE, len(others)))


def _unchanged_tests_pass(mutants: Sequence[Mutant]) -> Iterator[str]:
    jobs = [Job(tests) for tests in dict.fromkeys(each.tests for each in mutants)]
    for job, result in zip(jobs, run_all(jobs, WORKERS), strict=True):
        if result != SURVIVED:
            yield f"fails without any change: {', '.join(each.name for each in job.tests)}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and report; return 0 when every mutant was noticed."""
    os.environ.pop("PYTEST_ADDOPTS", None)  # what the outer run asks of its lab is not asked of a mutant's tests
    parser = argparse.ArgumentParser(prog="python -m tests.mutation.run_mutants", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="all judges, and a random sample of the rest")
    parser.add_argument("--only", metavar="RULE_FILE", help="one module, as `modem_reboots` or `modem_reboots.py`")
    parser.add_argument("--seed", type=int, help="of the sample; drawn and printed when not given")
    given = parser.parse_args(arguments)
    seed = random.SystemRandom().randrange(10**6) if given.seed is None else given.seed
    os.chdir(ROOT)
    began = time.monotonic()
    mutants = _chosen(quick=given.quick, only=given.only, seed=seed)
    if broken := list(_unchanged_tests_pass(mutants)):
        print("\n".join(broken))
        return 2
    known = allowed()
    asked = [each for each in mutants if each.name not in known]
    results = run_all([Job(each.tests, each) for each in asked], WORKERS)
    survivors = [each for each, result in zip(asked, results, strict=True) if result == SURVIVED]
    for each in survivors:
        print(f"SURVIVED {each.name} (line {each.line})")
    slow = results.count(TIMEOUT)
    print(
        f"{len(asked)} mutants{f' (sample of seed {seed})' if given.quick else ''}: "
        f"{len(asked) - len(survivors)} noticed ({slow} by the time limit), {len(survivors)} survived, "
        f"{len(mutants) - len(asked)} allowed; {time.monotonic() - began:.0f} s"
    )
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
