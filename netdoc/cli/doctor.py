"""`netdoc doctor`: what this computer can measure, and what each lack costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from netdoc.cli._options import debug_option, json_option
from netdoc.cli._session import Session, print_json, say
from netdoc.cli._text import WIDTH, paragraph, safe

if TYPE_CHECKING:
    from netdoc.app.doctor_look import Look
    from netdoc.app.doctor_record import Checked

GOOD, LACKING = 0, 1
_WORDS = {"stops": "STOPS", "weakens": "WEAKENS", "remark": "remark", "unknown": "?", "ok": "ok"}
_COUNTED = {
    "stops": ("thing stops the measuring", "things stop the measuring"),
    "weakens": ("weakens the verdict", "weaken the verdict"),
    "remark": ("remark", "remarks"),
    "unknown": ("not known", "not known"),
}
_INDENT = " " * 10


@click.group(invoke_without_command=True)
@json_option("every finding")
@debug_option
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> int | None:
    """Say what this computer can measure, what each lack costs the verdict, and the command that mends it.

    Looks at rights, network, modem logins, clock, disk, schedule and sleep settings; sends nothing and changes
    nothing. Run it as the user that measures. STOPS: nothing is measured. WEAKENS: some verdict cannot be reached.
    Exit code 1 when there is either, else 0.
    """
    if ctx.invoked_subcommand is not None:
        return None
    from netdoc.app.doctor import examine, worst

    found = examine(_look(ctx.obj))
    if as_json:
        print_json(
            {"schema": "netdoc.doctor/2", "worst": worst(found).value, "checks": [_plain(each) for each in found]}
        )
    else:
        click.echo(to_text(found))
    return GOOD if all(each.good for each in found) else LACKING


@doctor.command()
@debug_option
@click.pass_obj
def ping(session: Session) -> None:
    """Print the one setting that lets every user measure by ICMP."""
    from netdoc.app.doctor_computer import Computer, Surroundings
    from netdoc.app.doctor_measuring import PING_KEPT, PING_RANGE_FILE, PING_SETTING

    computer = Computer(environment=session.environment)
    click.echo(PING_SETTING)
    now = computer.word(PING_RANGE_FILE).split()
    if now:
        whom = "nobody but root" if now == ["1", "0"] else f"members of the groups {' to '.join(now)}"
        say(paragraph(f"now allowed: {whom}"))
    say("it holds until the next start; this keeps it:")
    say(f"  {PING_KEPT}")
    if computer.surroundings is Surroundings.CONTAINER:
        say(paragraph("this is a container: the setting is given where it is started, as --sysctl NAME=VALUE"))


def to_text(found: Sequence[Checked]) -> str:
    """Return the findings in 80 columns, area by area, with a last line that sums up."""
    lines: list[str] = []
    area = None
    for each in found:
        if each.area != area:
            area = each.area
            lines += ["", safe(area)] if lines else [safe(area)]
        lines += _entry(each)
    return "\n".join([*lines, "", _summary(found)])


def command_lines(command: str, *, indent: str, first: str) -> list[str]:
    r"""Return a command in lines of 80 columns that can still be copied: broken at a blank, with `\` at the end."""
    lines, line = [], first
    for word in _words(safe(command)):
        fresh = line in (first, indent)
        if not fresh and len(line) + 1 + len(word) > WIDTH - 2:
            lines.append(f"{line} \\")
            line, fresh = indent, True
        line += word if fresh else f" {word}"
    return [*lines, line]


def _entry(checked: Checked) -> list[str]:
    head = f"  {_WORDS[checked.level.value]:<7} {safe(checked.what)}: "
    lines = [paragraph(checked.found, indent=_INDENT, first=head)]
    if checked.costs:
        lines.append(paragraph(checked.costs, indent=_INDENT + " " * 6, first=f"{_INDENT}cost: "))
    for number, command in enumerate(checked.commands):
        lines += command_lines(command, indent=_INDENT + " " * 6, first=f"{_INDENT}{'fix:' if number == 0 else '':<6}")
    if checked.advice:
        word = "note: " if checked.commands else "fix:  " if checked.costs else "note: "
        lines.append(paragraph(checked.advice, indent=_INDENT + " " * 6, first=_INDENT + word))
    return lines


def _words(command: str) -> list[str]:
    """Return a command's words; what stands in quotes stays in one piece, and a comment goes with its word."""
    words, held, quote = [], "", ""
    for character in command:
        if character == " " and not quote:
            words.append(held)
            held = ""
            continue
        quote = ("" if character == quote else quote) if quote else character if character in "'\"" else ""
        held += character
    return [each for each in (*words, held) if each]


def _summary(found: Sequence[Checked]) -> str:
    counts = {level: sum(each.level.value == level for each in found) for level in _COUNTED}
    words = [f"{count} {_COUNTED[level][count != 1]}" for level, count in counts.items() if count]
    return paragraph("; ".join(words) + "." if words else "nothing is lacking.")


def _plain(checked: Checked) -> dict[str, object]:
    return {
        "area": checked.area,
        "what": checked.what,
        "level": checked.level.value,
        "found": checked.found,
        "costs": checked.costs,
        "advice": checked.advice,
        "commands": list(checked.commands),
    }


def _look(session: Session) -> Look:
    from netdoc.app.doctor_look import Look
    from netdoc.app.secrets import SecretStore

    nothing = SecretStore({}, {})  # the doctor logs in nowhere; a wrong secrets file is a finding, not an end
    return Look(
        data=session.root,
        connect=lambda: session.make_ports(session.make_clock(), nothing),
        secrets=session.secrets,
    )
