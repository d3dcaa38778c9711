"""Object names and numbers of boxes besides their line: interfaces, host, inventory, UPS.

Source: RFC 3418 (SNMPv2-MIB), RFC 2863 (IF-MIB), RFC 3635 (EtherLike-MIB), RFC 2790 (HOST-RESOURCES-MIB), RFC 4292
(routes), RFC 6933 (ENTITY-MIB), RFC 1628 (UPS-MIB), APC PowerNet-MIB, CyberPower CPS-MIB.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Oid = tuple[int, ...]

MIB2: Oid = (1, 3, 6, 1, 2, 1)
ENTERPRISES: Oid = (1, 3, 6, 1, 4, 1)
IF_X: Oid = (*MIB2, 31, 1, 1, 1)
ETHER: Oid = (*MIB2, 10, 7, 2, 1)
UPS: Oid = (*MIB2, 33, 1)
POWERNET: Oid = (*ENTERPRISES, 318, 1, 1, 1)
CYBERPOWER: Oid = (*ENTERPRISES, 3808, 1, 1, 1)
LANCOM_LINES: tuple[Oid, ...] = tuple(
    (*ENTERPRISES, 2356, 11, 1, *each) for each in ((75,), (41,), (99, 1), (99, 2), (99, 3))
)
"""Where a LANCOM's DSL status may stand: VDSL, ADSL, and both in later firmware."""
LAST_OF_SNMP_GROUP: Oid = (*MIB2, 11, 32, 0)
"""Where agents end that hold no more than the groups of MIB-II."""


def _below(point: Oid, rows: Iterable[tuple[str, str]]) -> dict[str, Oid]:
    """Return names with their numbers, given as a name and the dotted rest below a point."""
    return {name: (*point, *(int(each) for each in rest.split("."))) for name, rest in rows}


_INTERFACES = _below(
    (*MIB2, 2, 2, 1),
    [
        ("ifDescr", "2"),
        ("ifLastChange", "9"),
        ("ifInOctets", "10"),
        ("ifInDiscards", "13"),
        ("ifInErrors", "14"),
        ("ifOutOctets", "16"),
        ("ifOutDiscards", "19"),
        ("ifOutErrors", "20"),
    ],
) | _below(IF_X, [("ifName", "1"), ("ifHCInOctets", "6"), ("ifHCOutOctets", "10"), ("ifAlias", "18")])

_ETHERNET = _below(
    ETHER,
    [("dot3StatsFCSErrors", "3"), ("dot3StatsLateCollisions", "8"), ("dot3StatsDuplexStatus", "19")],
)

_HOST = _below(
    MIB2,
    [
        ("ifNumber", "2.1"),
        ("ipRouteIfIndex", "4.21.1.2"),
        ("ipCidrRouteIfIndex", "4.24.4.1.5"),
        ("hrProcessorLoad", "25.3.3.1.2"),
        ("entPhysicalClass", "47.1.1.1.1.5"),
        ("entPhysicalModelName", "47.1.1.1.1.13"),
    ],
) | {"snmpEngineTime": (1, 3, 6, 1, 6, 3, 10, 2, 1, 3)}

_VENDORS = _below(
    ENTERPRISES,
    [
        ("ssCpuIdle", "2021.11.11"),
        ("mtxrLicVersion", "14988.1.1.4.4"),
        ("mtxrBoardName", "14988.1.1.7.9"),
        ("abbIdentManufacturer", "53973.1.1.1.1.1.1"),
        ("abbIdentModel", "53973.1.1.1.1.1.2"),
        ("abbIdentVersion", "53973.1.1.1.1.1.3"),
        ("oneaccessShdslUpS", "13191.10.3.3.3.1.2.1.3"),
    ],
)

_UPS = _below(
    UPS,
    [
        ("upsIdentManufacturer", "1.1"),
        ("upsIdentModel", "1.2"),
        ("upsIdentUPSSoftwareVersion", "1.3"),
        ("upsIdentAgentSoftwareVersion", "1.4"),
        ("upsBatteryStatus", "2.1"),
        ("upsSecondsOnBattery", "2.2"),
        ("upsEstimatedMinutesRemaining", "2.3"),
        ("upsEstimatedChargeRemaining", "2.4"),
        ("upsInputLineBads", "3.1"),
        ("upsInputNumLines", "3.2"),
        ("upsInputFrequency", "3.3.1.2"),
        ("upsInputVoltage", "3.3.1.3"),
        ("upsOutputSource", "4.1"),
        ("upsOutputNumLines", "4.3"),
        ("upsOutputVoltage", "4.4.1.2"),
        ("upsOutputPercentLoad", "4.4.1.5"),
        ("upsAlarmsPresent", "6.1"),
        ("upsAlarmDescr", "6.2.1.2"),
        ("upsTestId", "7.1"),
        ("upsTestResultsSummary", "7.3"),
        ("upsConfigInputVoltage", "9.1"),
    ],
)

_POWERNET = _below(
    POWERNET,
    [
        ("upsBasicIdentModel", "1.1.1"),
        ("upsAdvIdentFirmwareRevision", "1.2.1"),
        ("upsBasicBatteryStatus", "2.1.1"),
        ("upsBasicBatteryTimeOnBattery", "2.1.2"),
        ("upsAdvBatteryCapacity", "2.2.1"),
        ("upsAdvBatteryRunTimeRemaining", "2.2.3"),
        ("upsAdvBatteryReplaceIndicator", "2.2.4"),
        ("upsHighPrecBatteryCapacity", "2.3.1"),
        ("upsAdvInputLineVoltage", "3.2.1"),
        ("upsAdvInputLineFailCause", "3.2.5"),
        ("upsHighPrecInputLineVoltage", "3.3.1"),
        ("upsBasicOutputStatus", "4.1.1"),
        ("upsAdvOutputLoad", "4.2.3"),
        ("upsHighPrecOutputLoad", "4.3.3"),
    ],
)

_CYBERPOWER = _below(
    CYBERPOWER,
    [
        ("cpsIdentModel", "1.1.1"),
        ("cpsIdentFirmware", "1.2.1"),
        ("cpsBatteryStatus", "2.1.1"),
        ("cpsTimeOnBattery", "2.1.2"),
        ("cpsBatteryCapacity", "2.2.1"),
        ("cpsRunTimeRemaining", "2.2.4"),
        ("cpsReplaceIndicator", "2.2.5"),
        ("cpsInputLineVoltage", "3.2.1"),
        ("cpsOutputStatus", "4.1.1"),
        ("cpsOutputLoad", "4.2.3"),
    ],
)

BOX_COLUMNS: Mapping[str, Oid] = _INTERFACES | _ETHERNET | _HOST | _VENDORS | _UPS | _POWERNET | _CYBERPOWER
"""Columns (and scalars without their final 0) by MIB name; `abb`, `cps` and `oneaccess` names are ours."""
