"""TR-064: every public answer of a FRITZ!Box against a table written by eye, and the traps that none of them shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from netdoc import discover
from netdoc.errors import UnreadableCapture
from netdoc.model.capture import Capture
from netdoc.model.facts import Fact
from netdoc.model.facts.device_state import DeviceState
from netdoc.model.facts.dsl_line import DslLine
from netdoc.model.facts.interface_counters import InterfaceCounters
from netdoc.model.facts.wan_session import SessionStatus, WanSession
from netdoc.plugin import Score
from probes.modems import igd, tr064
from tests.emulated.modem_http import envelope
from tests.probes.modems.eye import NOON, SHARED, facts_of, line, one, read_fields

FOLDER = SHARED / "fritzbox-tr064"
needs_shared = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared captures are not beside this repository")
LINE = "WANDSLInterfaceConfig:1"

FACTS: dict[str, dict[type[Fact], dict[str, Any]]] = {
    "wandslif-getinfo.xml": {
        DslLine: line("236716/46719 240893/49741 11.0/8.0 14.0/8.0 1.5/-0.2", sync=True, status="Up")
    },
    "wandslif-getstatisticstotal.xml": {
        DslLine: line(
            "-/- -/- -/- -/- -/- 6/1 0/0 0/0 4/- 0/- -/- -/- 0/-",
            retrains=1,
            **{f"{name}_counted_at": "near" for name in ("crc", "fec", "hec", "es", "ses", "lof")},
        )
    },
    "wanppp-getinfo.xml": {WanSession: {"status": SessionStatus.UP, "session": "ppp", "uptime_s": 755_581}},
    "wancommon-getcommonlinkproperties.xml": {
        InterfaceCounters: {
            "interface": "WAN", "role": "wan", "bits": 64, "up": True,
            "rate_down_kbps": 240_893, "rate_up_kbps": 49_741,
        }
    },
    "tr64desc.xml": {DeviceState: {"vendor": "AVM", "model": "FRITZ!Box 7590", "firmware": "154.07.10"}},
}  # fmt: skip


@needs_shared
@pytest.mark.parametrize("name", FACTS)
def test_each_value_is_read_and_no_other(name: str) -> None:
    facts = facts_of(tr064.DRIVER, FOLDER / name)

    assert {type(each): read_fields(each) for each in facts} == FACTS[name]


@needs_shared
def test_the_answers_of_one_box_saved_in_one_folder_are_one_line_and_one_session() -> None:
    facts = facts_of(tr064.DRIVER, *(FOLDER / each for each in FACTS))

    told = one(facts, DslLine)
    assert (told.rate_down_kbps, told.crc_down, told.retrains) == (236_716, 6, 1)
    assert {type(each) for each in facts} == {DeviceState, DslLine, WanSession, InterfaceCounters}


@needs_shared
def test_a_list_of_actions_holds_no_values() -> None:
    body = (FOLDER / "igdconnSCPD.xml").read_bytes()

    assert [each.id for each in discover.drivers().values() if each.recognises(body)] == []
    with pytest.raises(UnreadableCapture):
        facts_of(tr064.DRIVER, FOLDER / "igdconnSCPD.xml")


@needs_shared
@pytest.mark.parametrize(
    "path",
    [each for each in sorted(SHARED.glob("*/*")) if each.is_file()],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_tr064_and_upnp_take_their_own_captures_and_no_others(path: Path) -> None:
    takers = {each.id for each in (tr064.DRIVER, igd.DRIVER) if each.recognises(path.read_bytes())}

    if path.parent != FOLDER or path.name == "igdconnSCPD.xml":
        assert takers == set()
    else:
        assert takers == {"igd" if path.name in ("igd-getaddoninfos.xml", "igddesc.xml") else "tr064"}


def answer(action: str, service: str = LINE, **fields: object) -> str:
    return envelope(service, action, {f"New{name}": value for name, value in fields.items()})


def info(**more: object) -> str:
    told: dict[str, object] = {"Status": "Up"}
    for side, rate in (("Upstream", 9_999), ("Downstream", 51_300)):
        told |= {f"{side}CurrRate": rate, f"{side}MaxRate": rate + 5_000}
        told |= {f"{side}NoiseMargin": 80, f"{side}Attenuation": 210, f"{side}Power": 610}
    return answer("GetInfo", **{**told, **more})


def read(text: str, method: str = "file") -> list[Fact]:
    return list(tr064.read([Capture(text.encode(), NOON, "modem", method)]))


def line_of(text: str) -> DslLine:
    return one(read(text), DslLine)


@pytest.mark.parametrize("status", ["Initializing", "EstablishingLink", "NoSignal", "Error", "Disabled"])
def test_a_line_without_sync_has_neither_rates_nor_levels(status: str) -> None:
    told = line_of(info(Status=status))

    assert read_fields(told) == {"sync": False, "status": status}


@pytest.mark.parametrize("status", [None, "Sleeping"])
def test_without_a_state_that_is_known_only_a_rate_shows_that_the_line_is_in_sync(status: str | None) -> None:
    text = info() if status is None else info(Status=status)
    text = text if status else text.replace("<NewStatus>Up</NewStatus>\n", "")

    assert line_of(text).sync is None
    assert line_of(text).margin_down_db == 8.0
    assert line_of(text.replace(">51300<", ">0<")).margin_down_db is None


@pytest.mark.parametrize(
    ("down", "up", "expected"),
    [
        (641, 424, (14.1, -7.6)),
        (500, 498, (None, -0.2)),
        (500, 500, (None, None)),
        (124, 57, (12.4, 5.7)),
        (203, 57, (None, 5.7)),
        (641, 203, (14.1, -29.7)),
        (0, 0, (None, None)),
        (-1, 4294967295, (None, None)),
    ],
    ids=[
        "AVM",
        "one not available",
        "none",
        "without offset",
        "could be either",
        "AVM's low one",
        "zeros",
        "sentinels",
    ],
)
def test_powers_are_read_with_the_offset_of_avm_where_that_is_certain(
    down: int, up: int, expected: tuple[float | None, float | None]
) -> None:
    told = line_of(info(DownstreamPower=down, UpstreamPower=up))

    assert (told.power_down_dbm, told.power_up_dbm) == expected


def test_sentinels_and_impossible_values_are_none_with_a_remark() -> None:
    told = line_of(
        info(DownstreamNoiseMargin=-1, UpstreamNoiseMargin=4_294_967_295, DownstreamMaxRate=4_294_967_295)
        + answer("GetStatisticsTotal", CRCErrors=2_147_483_647, ATUCCRCErrors=3, ErroredSecs="x")
    )

    assert (told.margin_down_db, told.margin_up_db, told.attainable_down_kbps, told.crc_down) == (None,) * 4
    assert (told.crc_up, told.es_down, told.attainable_up_kbps) == (3, None, 14_999)
    assert sum("margin" in each or "crc" in each or "attainable" in each for each in told.remarks) == 4


def test_a_zero_attenuation_is_not_measured_and_a_zero_margin_is() -> None:
    told = line_of(info(UpstreamAttenuation=0, DownstreamNoiseMargin=0))

    assert (told.attenuation_up_db, told.attenuation_down_db, told.margin_down_db) == (None, 21.0, 0.0)


def test_a_field_told_twice_in_two_ways_is_none() -> None:
    told = line_of(info().replace("<NewStatus>", "<NewDownstreamCurrRate>7</NewDownstreamCurrRate>\n<NewStatus>"))

    assert (told.rate_down_kbps, told.rate_up_kbps) == (None, 9_999)


def test_fec_that_stands_at_zero_beside_crc_is_remarked() -> None:
    told = line_of(answer("GetStatisticsTotal", FECErrors=0, ATUCFECErrors=0, CRCErrors=9, ATUCCRCErrors=0))

    assert (told.fec_down, told.fec_up) == (0, 0)
    assert any("FEC stands at 0" in each for each in told.remarks)


def test_the_counts_of_avms_own_action_are_not_taken_for_totals_of_both_ends() -> None:
    told = line_of(info() + answer("X_AVM-DE_GetDSLInfo", CRCErrors=55, FECErrors=66, CurrentProfile="35b"))

    assert (told.profile, told.crc_down, told.fec_down) == ("35b", None, None)


def test_several_answers_in_one_file_are_read_with_words_between_them() -> None:
    text = "# line\n" + info() + "\n# counters\n" + answer("GetStatisticsTotal", CRCErrors=5, ATUCCRCErrors=6)

    assert (line_of(text).rate_up_kbps, line_of(text).crc_up) == (9_999, 6)


def test_a_file_of_which_one_answer_is_not_whole_is_refused_whole() -> None:
    text = info() + answer("GetStatisticsTotal", CRCErrors=5, ATUCCRCErrors=6)

    with pytest.raises(UnreadableCapture, match="not whole"):
        read(text[: text.rindex("</s:Body>")])


def test_answers_of_tr064_and_of_upnp_in_one_file_are_ambiguous_and_each_reads_its_own() -> None:
    upnp = answer("GetStatusInfo", "WANIPConnection:1", ConnectionStatus="Disconnected").replace(
        "dslforum-org", "schemas-upnp-org"
    )
    body = (info() + upnp).encode()

    assert tr064.recognises(body) is igd.recognises(body) is Score.MAYBE
    assert [type(each) for each in read(body.decode())] == [DslLine]
    assert [type(each) for each in igd.read([Capture(body, NOON, "router", "file")])] == [WanSession]


CLIENT = """connected to the box at 192.0.2.1
  NewEnable               : 1
  NewStatus               : Up
  NewDownstreamCurrRate   : 51300
  NewUpstreamCurrRate     : 9999
  NewDownstreamNoiseMargin = 80
  NewATUCCRCErrors: 3
  NewConnectionStatus: Connected
  NewUptime: 120
  NewUpTime: 5000
"""


def test_names_and_values_as_a_client_prints_them_are_read() -> None:
    facts = read(CLIENT)

    assert tr064.recognises(CLIENT.encode()) is Score.LIKELY
    told = one(facts, DslLine)
    assert (told.sync, told.rate_down_kbps, told.margin_down_db, told.crc_up) == (True, 51_300, 8.0, 3)
    assert one(facts, WanSession).uptime_s == 120
    assert one(facts, DeviceState).uptime_s == 5_000


def test_a_list_of_a_client_cut_in_a_number_does_not_yield_its_beginning() -> None:
    cut = CLIENT[: CLIENT.index("9999") + 2]

    assert (line_of(cut).rate_down_kbps, line_of(cut).rate_up_kbps) == (51_300, None)


@pytest.mark.parametrize(
    "body",
    [
        b"<s:Envelope><s:Body><s:Fault><faultstring>UPnPError</faultstring></s:Fault></s:Body></s:Envelope>",
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><root xmlns="urn:dslforum-org:device:'
        b'InternetGatewayDevice:1"/>',
        b'{"New": 1}',
        b"<root>" * 1000,
    ],
    ids=["a fault", "a document type", "other JSON", "nesting"],
)
def test_what_holds_no_answer_is_refused(body: bytes) -> None:
    with pytest.raises(UnreadableCapture):
        tr064.read([Capture(body, NOON, "modem", "file")])


def test_an_answer_without_its_envelope_is_read() -> None:
    text = info()
    bare = text[text.index("<u:") : text.index("</s:Body>")]

    assert tr064.recognises(bare.encode()) is Score.CERTAIN
    assert line_of(bare) == line_of('<?xml version="1.0"?>\n' + bare) == line_of(text)


def test_a_python_client_prints_all_of_an_answer_in_one_line() -> None:
    told = one(
        read("{'NewStatus': 'Up', 'NewDownstreamCurrRate': 51300, 'NewUpstreamCurrRate': 9999, 'NewX': True}\n"),
        DslLine,
    )

    assert (told.sync, told.rate_down_kbps, told.rate_up_kbps) == (True, 51_300, 9_999)


@pytest.mark.parametrize(
    "text",
    ['{"NewEnable": true, "NewStatus": "Up", "NewSSID": "x"}', "NewStatus: Up\nNewSSID: x\nNewSoftwareVersion: 7\n"],
)
def test_the_state_of_a_radio_is_not_that_of_a_line(text: str) -> None:
    try:
        facts = read(text)
    except UnreadableCapture:
        return
    assert [type(each) for each in facts] == [DeviceState]


OWN_FORMS = {
    "XML of a client": "<box><WANDSLInterfaceConfig1><GetInfo><NewStatus>Up</NewStatus><NewUpstreamCurrRate>9999"
    "</NewUpstreamCurrRate><NewDownstreamCurrRate>51300</NewDownstreamCurrRate></GetInfo></WANDSLInterfaceConfig1></box>",
    "answers in one root": f"<all>{info()}{answer('GetStatisticsTotal', CRCErrors=1)}</all>".replace(
        '<?xml version="1.0"?>', ""
    ),
    "service not told": info().replace(f' xmlns:u="urn:dslforum-org:service:{LINE}"', ""),
    "JSON by service and action": '{"WANDSLInterfaceConfig:1#GetInfo": {"NewStatus": "Up", "NewUpstreamCurrRate": '
    '"9999", "NewDownstreamCurrRate": "51300"}, "WLANConfiguration:1#GetInfo": {"NewStatus": "Disabled"}}',
    "JSON without names": '[{"NewStatus": "Up", "NewUpstreamCurrRate": 9999, "NewDownstreamCurrRate": 51300}]',
}


@pytest.mark.parametrize("form", OWN_FORMS)
def test_clients_have_forms_of_their_own(form: str) -> None:
    told = line_of(OWN_FORMS[form])

    assert tr064.recognises(OWN_FORMS[form].encode()) >= Score.LIKELY
    assert (told.sync, told.rate_up_kbps, told.rate_down_kbps) == (True, 9_999, 51_300)


def test_a_margin_with_decimals_has_no_certain_unit_and_is_not_read() -> None:
    text = (
        "NewStatus: Up\nNewUpstreamCurrRate: 1000\nNewDownstreamCurrRate: 8000\nNewUpstreamNoiseMargin: 8.000000\n"
        "NewDownstreamNoiseMargin: 115\n"
    )
    told = next(each for each in tr064.read([Capture(text.encode(), NOON, "modem", "file")]) if each.KIND == "DslLine")

    assert isinstance(told, DslLine)
    assert (told.margin_down_db, told.margin_up_db) == (11.5, None)
    assert any("8.000000" in each for each in told.remarks)
