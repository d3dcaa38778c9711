from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from netdoc.evidence.merkle import EMPTY, Growing, leaf, root, roots

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
