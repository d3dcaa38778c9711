"""The office is what it says it is: packets flow, names resolve, boxes answer, faults bite and heal, nothing stays."""

from __future__ import annotations

import fcntl
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.lab import episodes, faults
from tests.lab.clients import GET_STATUS, WAN_IP, fresh_name, look_up, reaches, telnet
from tests.lab.namespaces import ETC, RUN_DIR, Group, existing, processes, remove_stale
from tests.lab.office import Office
from tests.lab.plan import ANCHORS, WEB_NAME, draw
from tests.lab.servers import ROOT

pytestmark = [pytest.mark.lab, pytest.mark.usefixtures("lab_machine")]


@pytest.fixture(scope="module")
def office(stories: object) -> Iterator[Office]:  # the long stories begin here, so that nobody has to wait for them
    with Office(line={"retrain_s": (1.0, 1.2)}) as built:
        yield built


@pytest.fixture
def healed(office: Office) -> Iterator[Callable[[Callable[[], None]], None]]:
    """Return a function that remembers what undoes a fault; it is undone after the test."""
    held: list[Callable[[], None]] = []
    yield held.append
    for undo in reversed(held):
        undo()
    assert within(5, lambda: all(reaches(office, each) for each in ANCHORS)), "the office did not heal"


def within(seconds: float, true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def test_the_laptop_reaches_every_box_and_every_anchor(office: Office) -> None:
    plan = office.plan
    boxes = [plan.router_lan, plan.second_host, plan.modem, plan.first_hop, plan.isp_resolver.far, plan.web.far]

    assert [each for each in [*boxes, *ANCHORS] if not reaches(office, each)] == []


def test_an_anchor_lies_five_hops_away_behind_the_routers_of_the_plan(office: Office) -> None:
    hops = []
    for ttl in range(1, 6):
        argv = ("sh", "-c", f"ping -nc1 -W1 -t{ttl} {ANCHORS[0]} || true")
        found = re.search(r"[Ff]rom ([0-9.]+)", office.run("laptop", *argv))
        hops.append(found[1] if found else None)

    assert hops == [*office.plan.hops, ANCHORS[0]]


def test_the_router_hides_the_office_behind_its_own_address(office: Office) -> None:
    rules = "type filter hook input priority 0\nip saddr %s counter\nip saddr %s counter"
    body = rules % (office.plan.router_wan, office.plan.laptop)
    office.run("anchor1", "nft", "-f", "-", text=f"table ip seen {{\nchain c {{\n{body}\n}}\n}}\n")

    assert reaches(office, ANCHORS[0])

    packets = re.findall(r"packets (\d+)", office.run("anchor1", "nft", "list", "table", "ip", "seen"))
    office.run("anchor1", "nft", "delete", "table", "ip", "seen")
    assert [int(each) for each in packets] == [1, 0]


def test_names_resolve_through_the_router_and_unknown_ones_are_denied(office: Office) -> None:
    assert look_up(office, WEB_NAME) == str(office.plan.web.far)
    assert look_up(office, fresh_name()) == "no such name"


def test_the_web_server_answers_by_name(office: Office) -> None:
    script = f"import urllib.request as r; print(r.urlopen('http://{WEB_NAME}/', timeout=3).status)"

    assert office.run("laptop", sys.executable, "-c", script).strip() == "200"


def test_the_routers_gateway_device_tells_that_it_is_connected(office: Office) -> None:
    url = f"http://{office.plan.router_lan}:{office.plan.igd_port}/ctl/IPConn"

    answer = office.run("laptop", sys.executable, "-c", GET_STATUS, url, WAN_IP)

    assert "<NewConnectionStatus>Connected<" in answer


def test_the_modem_tells_its_line_and_its_uptime_to_whoever_logs_in(office: Office) -> None:
    said = telnet(
        office, office.plan.modem_user, office.plan.modem_password, "xdslctl info --stats", "cat /proc/uptime"
    )

    up_s = float(re.findall(r"^(\d+\.\d\d) \d+\.\d\d", said, re.MULTILINE)[0])
    assert f"Downstream rate = {office.box_state().rate[0]} Kbps" in said
    assert abs(time.time() - up_s - office.box_state().booted_at) < 5


def test_the_modem_tells_a_stranger_nothing(office: Office) -> None:
    said = telnet(office, office.plan.modem_user, "wrong", "xdslctl info --stats")

    assert "Login incorrect" in said
    assert "Downstream" not in said


def test_what_the_modem_tells_follows_the_line(office: Office, healed: Callable[..., None]) -> None:
    login = (office.plan.modem_user, office.plan.modem_password)
    healed(lambda: None)
    before = office.box_state().counters["total"]["LOS"][0]
    episodes.line_drops(office)
    dead = not reaches(office, ANCHORS[0])
    down = telnet(office, *login, "xdslctl info --stats")
    episodes.line_trains(office)
    assert within(8, lambda: reaches(office, ANCHORS[0]) and office.box_state().sync)
    up = telnet(office, *login, "xdslctl info --stats")

    assert dead
    assert "Status: Idle" in down
    assert int(re.findall(r"^AS:\s+(\d+)", up, re.MULTILINE)[0]) < 10
    total, link = up.partition("Total time")[2], up.partition("Since Link time")[2]
    assert re.findall(r"LOS:\s+(\d+)", total)[0] == str(before + 1)
    assert re.findall(r"LOS:\s+(\d+)", link)[0] == "0"


def test_without_forwarding_only_the_routers_own_services_work(office: Office, healed: Callable[..., None]) -> None:
    healed(faults.stop_forwarding(office))

    assert not reaches(office, ANCHORS[0])
    assert not reaches(office, office.plan.modem)
    assert reaches(office, office.plan.router_lan)
    assert look_up(office, fresh_name()) == "no such name"


def test_a_pulled_cable_takes_the_laptops_carrier(office: Office, healed: Callable[..., None]) -> None:
    healed(faults.pull_laptop_cable(office))

    assert "NO-CARRIER" in office.run("laptop", "ip", "link", "show", "eth0")
    assert not reaches(office, office.plan.router_lan)


def test_a_dead_resolver_leaves_addresses_working(office: Office, healed: Callable[..., None]) -> None:
    healed(faults.stop_isp_resolver(office))
    office.group.etc("laptop", {"resolv.conf": f"nameserver {office.plan.router_lan}\noptions timeout:1 attempts:1\n"})

    assert look_up(office, fresh_name()) == "no answer"
    assert reaches(office, ANCHORS[0])


def test_one_dead_anchor_leaves_the_others(office: Office, healed: Callable[..., None]) -> None:
    healed(faults.kill_anchor(office, ANCHORS[1]))

    assert [reaches(office, each) for each in ANCHORS] == [True, False, True]


def test_a_hop_that_limits_icmp_passes_all_traffic(office: Office, healed: Callable[..., None]) -> None:
    healed(faults.limit_icmp(office))

    own = [reaches(office, office.plan.first_hop, 0.2) for _ in range(5)]
    through = [reaches(office, ANCHORS[0]) for _ in range(5)]

    assert own.count(True) <= 1
    assert all(through)


def test_a_cut_line_ends_at_the_modem(office: Office, healed: Callable[..., None]) -> None:
    healed(faults.cut_line(office))

    assert not reaches(office, office.plan.first_hop)
    assert not reaches(office, ANCHORS[0])
    assert reaches(office, office.plan.modem)


def test_a_dead_modem_is_silent_itself(office: Office, healed: Callable[..., None]) -> None:
    healed(faults.switch_modem_off(office))

    assert not reaches(office, office.plan.modem)
    assert not reaches(office, ANCHORS[0])
    assert reaches(office, office.plan.router_lan)


def test_an_ended_session_leaves_the_modem_reachable(office: Office, healed: Callable[..., None]) -> None:
    healed(faults.end_session(office))

    assert not reaches(office, ANCHORS[0])
    assert reaches(office, office.plan.modem)


def test_the_emulated_gateway_device_tells_why_the_session_ended() -> None:
    with Office(emulated_igd=True) as office:
        url = f"http://{office.plan.router_lan}:{office.plan.igd_port}/control"
        ask = ("laptop", sys.executable, "-c", GET_STATUS, url, WAN_IP.replace("WANIP", "WANPPP"))
        before = office.run(*ask)
        undo = faults.end_session(office, "ERROR_AUTHENTICATION_FAILURE")
        during = office.run(*ask)
        undo()
        after = office.run(*ask)

    told = int(re.findall(r"<NewUptime>(\d+)<", before)[0])
    assert "<NewConnectionStatus>Connected<" in before
    assert 0 <= told - office.plan.session_age_s < 10
    assert "<NewConnectionStatus>Disconnected<" in during
    assert "ERROR_AUTHENTICATION_FAILURE" in during
    assert re.search(r"Connected.*<NewUptime>[0-5]<", after)


def test_a_lossy_switch_loses_exactly_what_it_counts(office: Office, healed: Callable[..., None]) -> None:
    healed(faults.lose_in_switch(office, 20))

    said = office.run("laptop", "ping", "-qc200", "-i0.005", "-W0.3", str(office.plan.router_lan), timeout_s=20)

    received = int(re.findall(r"(\d+) received", said)[0])
    dropped = int(re.findall(r"packets (\d+)", office.run("switch", "nft", "list", "ruleset"))[0])
    assert 200 - received == dropped > 0


def test_the_office_is_up_in_three_seconds_and_gone_in_one() -> None:
    begun = time.monotonic()
    with Office() as office:
        up_s = time.monotonic() - begun
        prefix, folder = office.group.prefix, office.folder
        living = processes(existing(prefix))
        begun = time.monotonic()
    down_s = time.monotonic() - begun

    assert (existing(prefix), [each for each in living if alive(each)], list(ETC.glob(f"{prefix}*"))) == ([], [], [])
    assert not folder.exists()
    assert up_s < 6 and down_s < 2, f"up {up_s:.1f} s, down {down_s:.1f} s"  # twice the aim: the machine is shared


def test_what_a_killed_owner_left_is_removed_by_the_next_one() -> None:
    script = "import time\nfrom tests.lab.office import Office\nwith Office() as office:\n"
    script += " print(office.group.prefix, flush=True)\n time.sleep(60)\n"
    owner = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert owner.stdout is not None
    prefix = owner.stdout.readline().strip()
    assert existing(prefix)
    with Group(["alone"]) as other:
        assert existing(prefix), "the namespaces of a living owner were taken away"
        assert existing(other.prefix)

    owner.send_signal(signal.SIGKILL)
    owner.wait(timeout=5)
    owner.stdout.close()

    assert within(3, lambda: remove_stale() is not None and not existing(prefix))


def test_the_same_seed_draws_the_same_office_and_another_seed_another() -> None:
    assert draw(7) == draw(7)
    assert draw(7).lan != draw(8).lan or draw(7).modem != draw(8).modem


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_an_office_whose_lock_was_taken_away_as_it_began_is_held_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who looks for offices of dead owners may lock the file, and remove it, before the owner does."""
    real, taken = fcntl.flock, []

    def late(handle: int, operation: int) -> None:
        if operation == fcntl.LOCK_EX and not taken:
            taken.append(handle)
            for each in RUN_DIR.glob("*.lock"):
                if each.stat().st_ino == os.fstat(handle).st_ino:
                    each.unlink()
        real(handle, operation)

    monkeypatch.setattr(fcntl, "flock", late)
    with Group(["one"]) as group:
        assert taken
        assert group.prefix not in remove_stale()
        assert existing(group.prefix)
