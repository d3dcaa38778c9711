"""What a technician did, as a `Step`: built from what he says and from the arrangement that held before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from netdoc.app.steps_setup import Setup, differences, with_step
from netdoc.app.steps_text import one_line
from netdoc.errors import BadInput
from netdoc.model.arm import Changed
from netdoc.model.facts.step import Action, Outcome, Socket, Step

_ALREADY = "if that is wrong, record first what was done before: the same command with --at TIME"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A step, and what a person should know of it."""

    step: Step
    warnings: tuple[str, ...] = ()


def swap_modem(
    past: Sequence[Setup],
    *,
    modem: str | None,
    was: str | None = None,
    proven: bool | None = None,
    adapter: str | None = None,
    same_adapter: bool = False,
    socket: Socket | None = None,
    back: bool = False,
) -> Deed:
    """Return the swap to another modem, or back to the one before.

    Args:
        past: the arrangements so far, the present one last.
        modem: name or serial of the modem that goes in.
        was: name or serial of the one that comes out, where no step named it.
        proven: the one that goes in was shown to hold another line.
        adapter: name or serial of the power adapter that goes in with it.
        same_adapter: the adapter stays.
        socket: where the swap is done.
        back: the modem and adapter of the arrangement before this one go in again.

    Raises:
        BadInput: the choices contradict each other or the record, or something is missing.
    """
    now = past[-1]
    if adapter is not None and same_adapter:
        raise BadInput("--adapter names another adapter, --same-adapter says that it stays", hint="give one of the two")
    if back:
        return _swap_back(past, modem=modem, adapter=adapter, proven=proven, socket=socket)
    modem, was, adapter = _named(modem, "--modem"), _named(was, "--was"), _named(adapter, "--adapter")
    if modem is None:
        if adapter is None:
            raise BadInput(
                "which modem goes in is not said", where="--modem",
                hint="give its name or serial: --modem SN-1; --adapter NAME alone for another adapter; or --back",
            )  # fmt: skip
        return _swap_adapter(past, adapter, socket)
    if modem == now.modem:
        raise BadInput(f"by the record the modem {modem!r} is in use already", where="--modem", hint=_ALREADY)
    if was is not None and now.modem is not None and was != now.modem:
        raise BadInput(f"by the record the modem in use is {now.modem!r}, not {was!r}", where="--was", hint=_ALREADY)
    if was == modem:
        raise BadInput(f"the same modem, {modem!r}, cannot come out and go in", where="--was", hint="check the serials")
    warnings = []
    if now.modem is None and was is None:
        warnings.append(
            "the modem that came out has no name in the record: with --was SERIAL a swap back can be told as such"
        )
    if adapter is None and not same_adapter:
        warnings.append("not said whether the power adapter was swapped too: counted as the same (--adapter NAME)")
    if not proven:
        warnings.append("this modem is not recorded as proven on another line: drops with it show less (--proven)")
    taken = f", with adapter {adapter}" if adapter else ", with the adapter of before" if same_adapter else ""
    step = Step(
        did=f"modem swapped for {modem}{taken}{_at(socket)}", action=Action.SWAP_MODEM, modem=modem,
        replaced=was or now.modem, modem_proven=bool(proven), adapter=adapter, socket=socket, power_cycled="modem",
    )  # fmt: skip
    return _checked(past, Deed(step=step, warnings=tuple(warnings)))


def _swap_adapter(past: Sequence[Setup], adapter: str, socket: Socket | None) -> Deed:
    """Return the swap of the power adapter alone, the modem staying."""
    if adapter == past[-1].adapter:
        raise BadInput(f"by the record the adapter {adapter!r} is in use already", where="--adapter", hint=_ALREADY)
    did = f"power adapter swapped for {adapter}, the modem stays{_at(socket)}"
    step = Step(did=did, action=Action.SWAP_MODEM, adapter=adapter, socket=socket, power_cycled="modem")
    return _checked(past, Deed(step=step))


def _swap_back(
    past: Sequence[Setup], *, modem: str | None, adapter: str | None, proven: bool | None, socket: Socket | None
) -> Deed:
    if modem is not None or adapter is not None:
        raise BadInput(
            "--back takes modem and adapter from the record",
            hint="leave --modem and --adapter out, or leave --back out",
        )
    now = past[-1]
    earlier = [each for each in past if _may_return(each, now)]
    if not earlier:
        raise BadInput(
            "no step recorded another modem or adapter before, so there is none to go back to",
            where="--back",
            hint="name it with --modem SERIAL; a swap done before is entered with `netdoc step swap-modem --at TIME`",
        )
    first = earlier[-1]
    modem = first.modem if first.modem != now.modem else None
    adapter = _its_adapter(first) if first.adapter != now.adapter else None
    what = " and ".join([*([f"modem {modem}"] if modem else []), *([f"adapter {adapter}"] if adapter else [])])
    kept = first.modem_proven if modem else None
    step = Step(
        did=f"{what} put back{_at(socket)}", action=Action.SWAP_MODEM, modem=modem, adapter=adapter, socket=socket,
        replaced=now.modem if modem else None,
        modem_proven=kept if proven is None else proven, power_cycled="modem",
    )  # fmt: skip
    return _checked(past, Deed(step=step))


def _may_return(earlier: Setup, now: Setup) -> bool:
    """Return whether an arrangement had another modem or adapter than now, and its modem has a name."""
    named = earlier.modem is not None or now.modem is None
    return named and (earlier.modem, earlier.adapter) != (now.modem, now.adapter)


def _its_adapter(setup: Setup) -> str:
    """Return the adapter's name; one that nobody named is that of its modem."""
    return setup.adapter or (f"{setup.modem}'s own" if setup.modem else "the first one")


def test_socket(
    past: Sequence[Setup], *, back: bool = False, label: str | None = None, alone: bool | None = None
) -> Deed:
    """Return the move of the modem to the telco's test socket, or back to the socket before.

    Args:
        past: the arrangements so far, the present one last.
        back: to the desk socket again.
        label: which socket that is, in words.
        alone: nothing else hangs on the line there.

    Raises:
        BadInput: the modem is there already, by the record.
    """
    now, label = past[-1], _named(label, "--socket-label")
    aim = Socket.DESK if back else Socket.TEST
    if now.socket is aim and (alone is None or alone is now.filters_off):
        raise BadInput(f"by the record the modem is at the {aim.value} socket already", hint=_ALREADY)
    if back and now.socket is None:
        raise BadInput(
            "no step recorded a move to the test socket, so there is none to go back from",
            where="--back",
            hint=_ALREADY,
        )
    if back and alone is None and now.filters_off:
        away = [each for each in past if each.socket is not Socket.TEST]
        alone = False if away and away[-1].filters_off is False else None
    where = f" ({label})" if label else ""
    more = ", alone on the line" if alone else ", with other things on the line" if alone is False and not back else ""
    did = f"modem moved back to the desk socket{where}" if back else f"modem moved to the test socket{where}{more}"
    step = Step(
        did=did, action=Action.TEST_SOCKET, socket=aim, socket_label=label, filters_off=alone, power_cycled="modem",
    )  # fmt: skip
    lacks = () if back or alone is not None else ("not said whether anything else hangs on the line there (--alone)",)
    return _checked(past, Deed(step=step, warnings=lacks))


def filter_out(past: Sequence[Setup], *, back: bool = False) -> Deed:
    """Return that everything but the modem came off the line, or on again."""
    if past[-1].filters_off is not None and past[-1].filters_off is not back:
        raise BadInput(f"by the record they are {'on' if back else 'off'} the line already", hint=_ALREADY)
    if back and past[-1].filters_off is None:
        raise BadInput("no step recorded that they came off", where="--back", hint=_ALREADY)
    did = "filters, splitters and phones put back on the line" if back else (
        "filters, splitters, extensions and phones taken off the line"
    )  # fmt: skip
    step = Step(did=did, action=Action.FILTER_OUT, filters_off=not back)
    return Deed(step=step)


def ups_bypass(past: Sequence[Setup], *, back: bool = False) -> Deed:
    """Return that the modem is fed from the wall instead of the UPS, or through it again."""
    if past[-1].behind_ups is back:
        where = "fed through the UPS" if back else "fed from the wall"
        raise BadInput(f"by the record the modem is {where} already", hint=_ALREADY)
    if back and past[-1].behind_ups is None:
        raise BadInput("no step recorded that the UPS was left out", where="--back", hint=_ALREADY)
    did = "modem fed through the UPS again" if back else "modem fed from the wall instead of the UPS"
    step = Step(did=did, action=Action.UPS_BYPASS, behind_ups=back, power_cycled="modem")
    return Deed(step=step)


def laptop_at_modem(*, outcome: Outcome | None, back: bool = False) -> Deed:
    """Return that the measuring computer took the router's place at the modem, or gave it back."""
    if back and outcome is not None:
        raise BadInput("--back gives the router its place again: there is no outcome", hint="leave --outcome out")
    if back:
        return Deed(step=Step(did="router back at the modem", action=Action.LAPTOP_AT_MODEM, at_modem=False))
    if outcome is None:
        raise BadInput("whether it works there is not said", where="--outcome", hint="give --outcome works or fails")
    did = f"this computer plugged into the modem in place of the router: it {outcome.value} there"
    return Deed(step=Step(did=did, action=Action.LAPTOP_AT_MODEM, at_modem=True, outcome=outcome))


def wired(*, back: bool = False) -> Deed:
    """Return that the measuring computer went from Wi-Fi to a cable, or back."""
    did = "this computer back on Wi-Fi" if back else "this computer put on a cable, Wi-Fi off"
    return Deed(step=Step(did=did, action=Action.WIRED))


def other_device(*, device: str | None, outcome: Outcome | None) -> Deed:
    """Return what another device showed that asked the same."""
    name = _named(device, "--device")
    if name is None:
        raise BadInput(
            "which device was tried is not said", where="--device", hint='give --device "reception PC, by cable"'
        )
    if outcome is None:
        raise BadInput("whether it works there is not said", where="--outcome", hint="give --outcome works or fails")
    return Deed(
        step=Step(did=f"the same tried on {name}: it {outcome.value}", action=Action.OTHER_DEVICE, outcome=outcome)
    )


def quiet_line(*, outcome: Outcome | None) -> Deed:
    """Return what somebody heard on the line."""
    if outcome is None:
        raise BadInput("what was heard is not said", where="--outcome", hint="give --outcome quiet or noisy")
    heard = "a quiet line" if outcome is Outcome.QUIET else "noise on the line"
    return Deed(
        step=Step(did=f"listened to the line with a telephone: {heard}", action=Action.QUIET_LINE, outcome=outcome)
    )


def with_people(deed: Deed, *, who: str | None, present: str | None, note: str | None) -> Deed:
    """Return the deed with who did it, who was there, and a note after its words."""
    noted = one_line(note, "--note") if note is not None else None
    step = replace(
        deed.step,
        did=f"{deed.step.did}; {noted}" if noted else deed.step.did,
        who=_named(who, "--who"),
        present=_named(present, "--present"),
    )
    return replace(deed, step=step)


def _checked(past: Sequence[Setup], deed: Deed) -> Deed:
    """Return the deed, with a warning where two things change at once: then neither can be told from the other."""
    *_, before, later = with_step(past, deed.step)
    if not several(differences(before, later)):
        return deed
    words = "modem and socket change at once: silence afterwards cannot show which of them it was; do one at a time"
    return replace(deed, warnings=(*deed.warnings, words))


def several(changed: Sequence[Changed]) -> bool:
    """Return whether more than one thing changed: a modem comes with its adapter, a socket with what hangs there."""
    kinds = {_TOGETHER.get(each, each) for each in changed}
    return len(kinds) > 1


_TOGETHER = {Changed.ADAPTER: Changed.MODEM, Changed.FILTERS: Changed.SOCKET}


def _named(text: str | None, option: str) -> str | None:
    return None if text is None else one_line(text, option, longest=100)


def _at(socket: Socket | None) -> str:
    return f", at the {socket.value} socket" if socket else ""
