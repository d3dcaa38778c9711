"""The tests of the diagnosis can fail: no changed rule, comparison or threshold goes unnoticed."""

import hashlib
import subprocess
import sys

import pytest

from tests.mutation.mutants import ROOT, mutants_of, source_of, targets
from tests.mutation.run_mutants import allowed


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_every_silenced_rule_and_a_sample_of_other_mutants_are_noticed(capsys):
    # A new sample for each state of the diagnosis and the same one for the same state: a failure can be repeated.
    sources = b"".join(source_of(module).read_bytes() for module in targets())
    seed = int(hashlib.sha256(sources).hexdigest(), 16) % 10**6
    told = subprocess.run(
        [sys.executable, "-m", "tests.mutation.run_mutants", "--quick", "--seed", str(seed)],
        cwd=ROOT, capture_output=True, text=True, timeout=280,
    )  # fmt: skip
    with capsys.disabled():
        print(f"\n{told.stdout.strip()}")

    assert told.returncode == 0, told.stdout + told.stderr


def test_every_module_to_change_has_tests():
    assert [
        module for module, tests in targets().items() if not tests or not all(each.is_file() for each in tests)
    ] == []


def test_every_allowed_mutant_exists_and_has_a_reason():
    known = {each.name for module, tests in targets().items() for each in mutants_of(module, tests)}

    assert set(allowed()) <= known
    assert all(allowed().values())
