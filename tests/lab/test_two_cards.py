"""Two cards of one computer by turns, on a real kernel: what is lost on one is never laid to the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from netdoc.app.cases import gather
from netdoc.diagnosis.rules._attached import stretches
from netdoc.model.facts.link_state import LinkState
from netdoc.store.store import Store
from tests.lab import faults
from tests.lab.live import data_home, write_site
from tests.lab.namespaces import ip_batch
from tests.lab.office import Office
from tests.lab.run import run_netdoc
from tests.lab.scenarios import SCENARIOS

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.usefixtures("lab_machine")]

APART = ("net.ipv4.conf.all.arp_ignore=1", "net.ipv4.conf.all.rp_filter=2")
"""What the refusal tells the technician to set."""
LOST_OF_1000 = 400


def second_card(office: Office) -> None:
    """Lay a second cable from the laptop to the switch, which loses what comes through it; the first loses nothing."""
    plan, laptop, switch = office.plan, office.namespace("laptop"), office.namespace("switch")
    taken = {plan.laptop, plan.second_host, plan.router_lan}
    own = next(each for each in plan.lan.hosts() if each not in taken)
    ip_batch([f"link add eth1 netns {laptop} type veth peer name port4 netns {switch}"])
    ip_batch(["link set port4 master bridge0", "link set port4 up"], namespace=switch)
    ip_batch(
        [
            f"addr add {own}/24 dev eth1 metric 600", "link set eth1 up",
            f"route add default via {plan.router_lan} dev eth1 metric 600",
        ],
        namespace=laptop,
    )  # fmt: skip
    faults.nft_table(
        office, "switch", "forward", f'iifname "port4" ip protocol icmp numgen random mod 1000 < {LOST_OF_1000} drop',
        family="bridge",
    )  # fmt: skip


def test_each_card_answers_for_itself_once_the_kernel_keeps_them_apart() -> None:
    with Office() as office, data_home() as home:
        second_card(office)
        site = write_site(home, SCENARIOS[0], office)
        arguments = ["check", "--json", "--no-pdf", "--for", "16s", "--alternate", "eth0,eth1", site]

        office.run("laptop", "sysctl", "-qw", "net.ipv4.conf.all.arp_ignore=0")
        refused = run_netdoc(arguments, office.namespace("laptop"), home=home)
        office.run("laptop", "sysctl", "-qw", *APART)
        done = run_netdoc(arguments, office.namespace("laptop"), home=home)

        assert refused.code == 3
        assert all(each in refused.err.replace("\n  ", " ") for each in APART), refused.err
        (file,) = Path(home / site).glob("*.sqlite")
        with Store.open(file, create=False, read_only=True) as store:
            evidence = gather(store)
    told = f"{done.out}\n{done.err}"
    assert {each.fact.interface for each in evidence.readings(LinkState)} == {"eth0", "eth1"}, told
    counts = {"eth0": [0, 0], "eth1": [0, 0]}
    for each in stretches(evidence):
        for rung in ("router", "first_hop", "anchor_1", "anchor_2", "anchor_3"):
            sent, answered = evidence.ladder.counted(rung, each.start, each.end)
            counts[each.looks[0].fact.interface][0] += sent - answered
            counts[each.looks[0].fact.interface][1] += sent
    assert counts["eth0"][0] == 0, f"the sound card is said to lose: {counts}\n{told}"
    assert min(counts["eth0"][1], counts["eth1"][1]) >= 10, counts
    assert counts["eth1"][0] >= counts["eth1"][1] / 8, counts
