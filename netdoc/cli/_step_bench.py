"""What every `netdoc step` shares: its options, the guided run on a terminal, and how the end is told."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from netdoc.cli._options import Instant, debug_option, json_option, site_argument, store_option
from netdoc.cli._session import Session, may_ask, print_json, say
from netdoc.cli._text import paragraph
from netdoc.errors import BadInput

if TYPE_CHECKING:
    from netdoc.app.paths import Place
    from netdoc.app.steps import Past
    from netdoc.app.steps_deeds import Deed
    from netdoc.app.steps_plan import Planned
    from netdoc.model.facts import Fact
    from netdoc.model.observation import Seen
    from netdoc.ports import Clock

RECORDED, LEFT = 0, 1
T = TypeVar("T")


class Left(Exception):
    """The person typed q."""


@dataclass
class Bench:
    """One step being recorded: where, when, by whom, and whether a person can be asked."""

    place: Place
    clock: Clock
    asking: bool
    given: datetime | None
    people: Mapping[str, str | None]
    as_json: bool
    _past: Past | None = field(default=None, repr=False)

    @property
    def past(self) -> Past:
        """What is stored before the step; read once."""
        from netdoc.app.steps import past_of

        if self._past is None:
            self._past = past_of(self.place, self.given or self.clock.now())
        return self._past

    @property
    def now(self) -> datetime:
        """When it was, as given; else this moment."""
        return self.given or self.clock.now()

    def show(self, name: str, *, back: bool = False) -> None:
        """Say on a terminal what to do."""
        from netdoc.app.steps_guides import guide

        if self.asking:
            told = guide(name, back=back)
            say(paragraph(told.title))
            for number, line in enumerate(told.lines, 1):
                say(paragraph(line, indent="     ", first=f"  {number}. "))
            say("  (q records nothing)")

    def ask(self, question: str, choices: Sequence[str] = (), *, needed: bool = False) -> str | None:
        """Return what the person answers, None for nothing; None at once where nobody can be asked.

        Raises:
            Left: the person typed q.
        """
        if not self.asking:
            return None
        shown = f"{question} ({', '.join(choices)})" if choices else question
        while True:
            answer = str(click.prompt(shown, default="", show_default=False, err=True)).strip()
            if answer.lower() == "q":
                raise Left
            if choices and answer:
                found = [each for each in choices if each.startswith(answer.lower())]
                if len(found) == 1 or answer.lower() in found:
                    return answer.lower() if answer.lower() in found else found[0]
                say(f"  one of: {', '.join(choices)}")
            elif answer or not needed:
                return answer or None
            else:
                say("  an answer is needed here; q records nothing")

    def ask_until(self, question: str, read: Callable[[str], T]) -> T | None:
        """Return an answer as `read` takes it, asking again for one that it refuses; None for nothing."""
        while (answer := self.ask(question)) is not None:
            try:
                return read(answer)
            except BadInput as wrong:
                say(paragraph(f"{wrong.message}: {wrong.hint}", indent="  "))
        return None

    def done(self, words: str) -> datetime:
        """Wait on a terminal until the person presses Enter, and return that moment; else return when it was."""
        if not self.asking:
            return self.now
        answer = str(click.prompt(f"{words}: press Enter", default="", show_default=False, err=True)).strip()
        if answer.lower() == "q":
            raise Left
        return self.clock.now()

    def plan(self, deed: Deed) -> Planned | None:
        """Return the silence test that a step begins, computed before it begins, and tell it on a terminal."""
        from netdoc.app.steps_plan import LATE, planned

        late = self.given is not None and self.clock.now() - self.given > LATE
        test = planned(self.past.evidence, self.past.setups, deed, self.now, late=late)
        self.warn(deed.warnings)
        if test is not None and self.asking:
            say(_block("Silence test", test.sentences))
        return test

    def warn(self, warnings: Sequence[str]) -> None:
        """Tell what a person should know; it stops nothing."""
        for each in warnings:
            say(paragraph(f"note: {each}", indent="      ", first=""))

    def keep_deed(self, deed: Deed, at: datetime, test: Planned | None = None) -> int:
        """Store a step with the test it begins, and tell it."""
        from netdoc.app.steps import observations_of
        from netdoc.app.steps_deeds import with_people

        entered = self.clock.now() if self.given is not None else None
        found = observations_of(with_people(deed, **self.people), at, plan=test, now=entered)
        return self.keep(found, test, deed.warnings)

    def keep(self, found: Sequence[Seen[Fact]], test: Planned | None = None, warnings: Sequence[str] = ()) -> int:
        """Store what was done and seen, and tell it."""
        from netdoc.app.steps import record
        from netdoc.app.steps_list import words_of

        site = record(self.place, self.clock, found)
        if self.as_json:
            print_json(_document(site, self.place.store, found, test, warnings))
            return RECORDED
        if test is not None and not self.asking:
            click.echo(_block("Silence test", test.sentences))
        for each in found:
            kind, words = words_of(each)
            if kind != "test":
                click.echo(paragraph(f"recorded {each.at:%Y-%m-%d %H:%M:%S} UTC: {words}", indent="  ", first=""))
        return RECORDED


def _block(title: str, sentences: Sequence[str]) -> str:
    return paragraph(f"{title}: {' '.join(sentences)}", indent="  ", first="")


def _document(
    site: str, store: Path, found: Sequence[Seen[Fact]], test: Planned | None, warnings: Sequence[str]
) -> dict[str, Any]:
    from netdoc.app.exchange_form import observation_to_plain
    from netdoc.model.codec import fact_to_plain, format_time

    plan: dict[str, Any] | None = None
    if test is not None:
        end = test.earliest_end
        plan = {
            "sentences": list(test.sentences),
            "plan": None if test.fact is None else fact_to_plain(test.fact),
            "earliest_end": None if end is None else format_time(end),
        }
    return {
        "schema": "netdoc.step/1",
        "site": site,
        "store": str(store),
        "recorded": [observation_to_plain(each) for each in found],
        "silence_test": plan,
        "warnings": list(warnings),
    }


def step_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add what all steps share, and hand the command its `Bench`."""

    def run(
        session: Session,
        *,
        site: str | None,
        at: datetime | None,
        who: str | None,
        present: str | None,
        note: str | None,
        store: Path | None,
        no_input: bool,
        as_json: bool,
        **rest: Any,
    ) -> int:
        from netdoc.app.paths import place_to_record
        from netdoc.app.steps import check_office, check_time

        clock = session.make_clock()
        place = place_to_record(site, session.root, store)
        if place.chosen:
            say(paragraph(place.chosen, indent="  ", first=""))
        if site is None and rest.get("text") == place.site_id:
            raise BadInput(f"{place.site_id!r} is the office, and there is no text", hint="write the text before it")
        check_office(place)
        if at is not None:
            check_time(place, at, clock.now())
        people = {"who": who, "present": present, "note": note}
        bench = Bench(place, clock, at is None and may_ask(no_input), at, people, as_json)
        try:
            return command(bench, **rest)
        except Left:
            say("netdoc: nothing was recorded")
            return LEFT
        except (click.Abort, KeyboardInterrupt):
            say("\nnetdoc: nothing was recorded")
            raise

    functools.update_wrapper(run, command)
    return _with_common(click.pass_obj(run))


def _with_common(command: Callable[..., int]) -> Callable[..., int]:
    for each in (
        debug_option,
        json_option("what was recorded"),
        click.option("--no-input", is_flag=True, help="Ask nothing: all comes from the options."),
        store_option,
        click.option("--note", metavar="TEXT", help="A few words to be kept with it."),
        click.option("--present", metavar="NAMES", help="Who else was there, or on the phone."),
        click.option("--who", metavar="NAME", help="Who did or saw it."),
        click.option("--at", type=Instant(), metavar="TIME", help="When it was, if it is entered afterwards."),
        site_argument,
    ):
        command = each(command)
    return command
