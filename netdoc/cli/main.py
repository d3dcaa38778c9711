"""The command line: a group that loads a command only when it is used, and the one place where errors are shown."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import traceback
from collections.abc import Mapping, Sequence

import click

from netdoc import __version__
from netdoc.cli._options import debug_option
from netdoc.cli._session import Session, say
from netdoc.cli._text import paragraph
from netdoc.errors import NetdocError

USAGE_OR_INTERNAL, INTERRUPTED, BROKEN_PIPE = 3, 130, 141

COMMANDS: Mapping[str, tuple[str, str]] = {
    "check": ("netdoc.cli.check:check", "Measure this network now, say who is at fault, write the PDF."),
    "run": ("netdoc.cli.run:run", "Measure one scheduled slot, quietly: for cron and timers."),
    "watch": ("netdoc.cli.watch:watch", "Measure in the foreground, with a live view."),
    "schedule": ("netdoc.cli.schedule:schedule", "Let cron or systemd measure unattended."),
    "diagnose": ("netdoc.cli.diagnose:diagnose", "Say who is at fault from what is stored; measures nothing."),
    "next": ("netdoc.cli.next:next_tests", "Say which test to do next, for how long, and what it would show."),
    "report": ("netdoc.cli.report:report", "Write the report for a vendor from what is stored."),
    "baseline": ("netdoc.cli.baseline:baseline", "Name what was watched before a change."),
    "compare": ("netdoc.cli.compare:compare", "Hold what was watched since against that baseline."),
    "seal": ("netdoc.cli.seal:seal", "Seal what is stored: six words for a vendor's ticket."),
    "timestamp": ("netdoc.cli.timestamp:timestamp", "Have somebody else's clock date a signed report."),
    "verify": ("netdoc.cli.verify:verify", "Say whether a record was changed since it was made."),
    "keys": ("netdoc.cli.keys:keys", "Make the key that reports are signed with."),
    "site": ("netdoc.cli.site:site", "Write, check and show the site file."),
    "step": ("netdoc.cli.step:step", "Record what you do and see on site, and what a vendor says."),
    "probe": ("netdoc.cli.probe:probe", "List the probes, or run one."),
    "service": ("netdoc.cli.service:service", "Count attempts at a service, through its balancer and straight."),
    "modem": ("netdoc.cli.modem:modem", "Ask the modem, or read a page saved from one."),
    "export": ("netdoc.cli.export:export", "Write everything stored as JSON lines."),
    "import": ("netdoc.cli.import_:import_group", "Read JSON lines, or a modem's saved page, into a store."),
    "doctor": ("netdoc.cli.doctor:doctor", "Say what this computer can measure, and what a lack costs."),
    "demo": ("netdoc.cli.demo:demo", "Replay a recorded office, offline: verdict and PDF."),
}
"""Where each command lives and its line of help, so that `--help` loads none of them."""

EXAMPLES = """\
netdoc says who is at fault for an office's internet, and on what evidence.

  netdoc check                       measure here, now; verdict and PDF in a minute
  netdoc check --complaint drops --rate 3/day
                                     weigh a clean minute against the complaint
  netdoc report --for telco          the sheet for the telco, from what is stored

All commands: netdoc --help
"""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a name that is none gets the nearest one suggested."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = " or ".join(repr(each) for each in get_close_matches(args[0], COMMANDS, n=2))
            raise click.UsageError(f"No such command {args[0]!r}.{f' Did you mean {near}?' if near else ''}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="netdoc")
@debug_option
@click.pass_context
def netdoc(ctx: click.Context) -> None:
    """Say who is at fault for a small office's internet, on what evidence.

    Exit codes of check and diagnose: 0 no fault, 1 fault indicated, 2 fault established, 3 not settled. Every
    command: 3 for wrong usage or an error too, told on standard error; 130 after Ctrl-C. A script tells the two
    kinds of 3 apart by --json: only a verdict is printed. Other commands' codes stand in their --help.
    """
    if ctx.invoked_subcommand is None:
        click.echo(EXAMPLES, nl=False)


def entry() -> None:
    """Run the command line and leave with its exit code."""
    code = run(sys.argv[1:])
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.flush()
    sys.exit(code)


def run(arguments: Sequence[str], session: Session | None = None) -> int:
    """Run one command and return its exit code; every error ends as one message on stderr."""
    session = session or Session()
    try:
        code = netdoc.main(args=list(arguments), prog_name="netdoc", standalone_mode=False, obj=session)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except BrokenPipeError:
        return _reader_left()
    except SystemExit as left:  # click leaves so when the reader of stdout is gone
        return _reader_left() if left.code == 1 else USAGE_OR_INTERNAL
    except (click.Abort, KeyboardInterrupt) as stopped:
        if isinstance(stopped.__cause__, EOFError):
            _complain(session, stopped, "nobody answered the question", "add --no-input, or give the option")
            return USAGE_OR_INTERNAL
        say("netdoc: stopped; what was stored is kept")
        return INTERRUPTED
    except click.exceptions.NoArgsIsHelpError as wrong:  # a group without its command: its help, unwrapped
        say(wrong.format_message())
    except click.UsageError as wrong:
        _complain(session, wrong, *_usage_words(wrong))
    except click.ClickException as wrong:
        _complain(session, wrong, wrong.format_message(), "")
    except NetdocError as known:
        _complain(session, known, known.message, known.hint)
    except Exception as unknown:
        kind = type(unknown).__name__
        _complain(
            session,
            unknown,
            f"an error of netdoc itself: {kind}: {str(unknown)[:200]}",
            "repeat with --debug and report what it prints",
        )
    return USAGE_OR_INTERNAL


def _complain(session: Session, error: BaseException, message: str, hint: str) -> None:
    if session.debug:
        say("".join(traceback.format_exception(error)))
    with contextlib.suppress(BrokenPipeError):
        say(paragraph(f"netdoc: {message}", indent="  ", first=""))
        if hint:
            say(paragraph(f"try: {hint}", indent="       ", first="  "))


def _usage_words(wrong: click.UsageError) -> tuple[str, str]:
    """Return what is wrong with a command line, and what to type."""
    command = wrong.ctx.command_path if wrong.ctx is not None else "netdoc"
    if isinstance(wrong, click.NoSuchOption) and wrong.option_name == "--site" and wrong.ctx is not None:
        words = [each for each in wrong.ctx.command.collect_usage_pieces(wrong.ctx) if each != "[OPTIONS]"]
        if "[SITE]" in words:
            return "the site is named without --site", " ".join([command, *words]).replace("[SITE]", "SITE")
    return wrong.format_message().rstrip("."), f"{command} --help"


def _reader_left() -> int:
    """Point stdout at nothing, so that the interpreter's last flush is quiet too."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return BROKEN_PIPE
