"""What befalls the computer's own link, and the name server, while nobody sits in front of it."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from netdoc.model.facts.echo_block import NOT_SENT, EchoBlock, to_us
from netdoc.model.facts.link_state import LinkState
from netdoc.model.observation import Gap, Observation, Seen
from netdoc.store.store import Store
from tests.lab.namespaces import Group, ip_batch, run_in
from tests.lab.run import Done, bare_environment, data_below, start_netdoc

ROUTER, OWN = "10.78.0.1", "10.78.0.2"
SITE = "moving-desk"
SLOT_S = 24
RENAMED_S, BACK_S = 7.0, 11.0
SILENT_NAMES = "table ip names {\n chain input {\n type filter hook input priority 0; udp dport 53 drop\n }\n}\n"

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.usefixtures("lab_machine")]


@pytest.fixture
def home() -> Iterator[Path]:
    """A home folder that is removed afterwards."""
    made = Path(tempfile.mkdtemp(prefix="netdoc-home-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


def slot_with_a_renamed_interface(home: Path) -> tuple[Done, list[Observation], datetime, datetime]:
    """Run a slot in which the interface goes away and comes back under another name, as USB adapters do."""
    folder = data_below(home) / SITE
    folder.mkdir(parents=True)
    (folder / "site.toml").write_text(f'id = "{SITE}"\n[ladder]\nrouter = "{ROUTER}"\n')
    with Group(["laptop", "switch"]) as office:
        laptop, switch = office.name("laptop"), office.name("switch")
        ip_batch([f"link add eth0 netns {laptop} type veth peer name port netns {switch}"])
        ip_batch([f"addr add {ROUTER}/24 dev port", "link set port up"], namespace=switch)
        plugged = [f"addr add {OWN}/24 dev {{0}}", "link set {0} up", f"route add default via {ROUTER}"]
        ip_batch([each.format("eth0") for each in plugged], namespace=laptop)
        # a name server that takes questions and never answers one
        office.etc("laptop", {"resolv.conf": f"nameserver {ROUTER}\n"})
        run_in(switch, ["nft", "-f", "-"], text=SILENT_NAMES)
        running = start_netdoc(
            ["run", SITE, "--for", f"{SLOT_S}s"], laptop, home=home, environment=bare_environment(home)
        )
        time.sleep(RENAMED_S)
        gone = datetime.now(UTC)
        ip_batch(["link set eth0 down", "addr flush dev eth0", "link set eth0 name lan7"], namespace=laptop)
        time.sleep(BACK_S - RENAMED_S)
        ip_batch([each.format("lan7") for each in plugged], namespace=laptop)
        back = datetime.now(UTC)
        done = running.wait(SLOT_S + 20)
    with Store.open(folder / "store.sqlite", create=False, read_only=True) as store:
        return done, store.observations(), gone, back


def test_an_interface_that_goes_and_comes_back_under_another_name_is_a_gap_and_measured_again(home: Path) -> None:
    done, stored, gone, back = slot_with_a_renamed_interface(home)

    assert (done.code, done.out) == (0, ""), done
    samples = [
        (to_us(each.fact.start) + series.first_offset_us + index * series.period_us, value)
        for each in stored
        if isinstance(each, Seen) and isinstance(each.fact, EchoBlock)
        for series in each.fact.series
        if series.target == ROUTER
        for index, value in enumerate(series.rtt_us)
    ]
    away = [value for due, value in samples if to_us(gone) + 500_000 < due < to_us(back) - 500_000]
    after = [value for due, value in samples if due > to_us(back) + 4_000_000]
    assert away and set(away) == {NOT_SENT}, "what could not leave is void, never lost"
    assert len([value for value in after if value >= 0]) >= 3, "measured through the new name"
    gaps = [each for each in stored if isinstance(each, Gap) and each.what == EchoBlock.KIND and each.start < back]
    assert any(each.end >= gone for each in gaps), gaps
    names = {each.fact.interface for each in stored if isinstance(each, Seen) and isinstance(each.fact, LinkState)}
    assert "lan7" in names
