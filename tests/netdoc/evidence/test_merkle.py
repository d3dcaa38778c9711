from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netdoc.evidence.merkle import EMPTY, Growing, inclusion, is_included, leaf, root, roots

INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""Roots of the first one to eight of INPUTS: the vectors of the certificate-transparency project."""
LEAVES = st.lists(st.binary(max_size=8).map(leaf), min_size=1, max_size=70)


def test_the_roots_are_those_that_other_implementations_publish() -> None:
    leaves = [leaf(bytes.fromhex(each)) for each in INPUTS]

    assert [each.hex() for each in roots(leaves)] == ROOTS
    assert root([]) == EMPTY == Growing().root()


@given(LEAVES)
def test_a_growing_tree_has_at_each_size_the_root_of_that_size(leaves: list[bytes]) -> None:
    assert list(roots(leaves)) == [root(leaves[: size + 1]) for size in range(len(leaves))]


@given(LEAVES, st.data())
def test_a_proof_shows_its_own_leaf_at_its_own_place_and_no_other(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    top, proof = root(leaves), inclusion(leaves, index)

    assert is_included(leaves[index], index, len(leaves), proof, top)
    assert not is_included(leaf(b"another leaf"), index, len(leaves), proof, top)
    other = data.draw(st.integers(0, len(leaves)))
    if other != index:
        shown = is_included(leaves[index], other, len(leaves), proof, top)
        assert not shown or (other < len(leaves) and leaves[other] == leaves[index])


@given(LEAVES, st.data())
def test_a_proof_with_any_hash_changed_taken_away_or_added_shows_nothing(
    leaves: list[bytes], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    top, proof = root(leaves), inclusion(leaves, index)

    assert not is_included(leaves[index], index, len(leaves), [*proof, bytes(32)], top)
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        flipped = bytes([proof[place][0] ^ 1]) + proof[place][1:]
        assert not is_included(leaves[index], index, len(leaves), proof[:-1], top)
        assert not is_included(leaves[index], index, len(leaves), [*proof[:place], flipped, *proof[place + 1 :]], top)


@pytest.mark.parametrize("index", [-1, 3])
def test_a_leaf_that_is_not_there_has_no_proof(index: int) -> None:
    with pytest.raises(IndexError, match="no leaf"):
        inclusion([bytes(32)] * 3, index)
    assert not is_included(bytes(32), index, 3, [], bytes(32))
