"""A box on telnet that answers from a script: any family's commands, prompts and manners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.emulated.telnet_box import Session, TelnetBox


@dataclass
class Script:
    """What the box says to which command, and how it behaves.

    manners, any of: negotiate, ansi, double_prompt, double_echo, first_enter, no_echo, password_only, busy, silent,
        drop_at_connect, drop_after_password, drop_mid_answer, dribble, garbage, byte_a_minute.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    in_shell: Mapping[str, str] | None = None
    """What is answered behind `sh`; None: there is no shell."""
    shell_prompt: str = "# "
    user: str = "admin"
    password: str = "secret-of-the-box"
    login_prompt: str = "Login: "
    password_prompt: str = "Password: "
    prompt: str = "> "
    banner: str = "welcome"
    unknown: str = "%s: not found\n"
    breaks_off: str = ""
    """The command whose answer is cut in the middle, with the session."""
    page_lines: int = 0
    delay_s: float = 0.0
    manners: tuple[str, ...] = ()


class ScriptedBox(TelnetBox):
    """Serves a script."""

    def __init__(self, script: Script) -> None:
        super().__init__()
        self._script = script

    @property
    def state(self) -> Script:
        """The script, which a test may change between sessions."""
        return self._script

    async def answer(self, session: Session, command: str) -> bool:
        """Answer from the script."""
        script = self._script
        if command == "sh" and script.in_shell is not None and session.shell_prompt is None:
            session.shell_prompt = script.shell_prompt
            return True
        known = script.answers if session.shell_prompt is None else (script.in_shell or {})
        if command == script.breaks_off:
            await session.say(known[command][: len(known[command]) // 2])
            return False
        if command in known:
            return await session.whole_or_half(known[command])
        await session.say(script.unknown % command.split(maxsplit=1)[0] if "%s" in script.unknown else script.unknown)
        return True
