"""What a telnet session printed, made into what a command printed: no echo, prompt, paging or ANSI."""

from __future__ import annotations

import re

ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|[@-Z\\-_=>])")
LOGIN = re.compile(r"(?:^|\n)[^\n]{0,60}\b(?:login|user ?name|account|user)(?: ?name)? ?: ?$", re.IGNORECASE)
PASSWORD = re.compile(r"(?:^|\n)[^\n]{0,60}pass(?:word|code|wd)? ?: ?$", re.IGNORECASE)
PROMPT = re.compile(r"(?:^|\n)([^\n]{0,60}?[#>$]) ?$")
"""A last line that ends like a prompt: `#`, `>`, `ATP>`, `tc>`, `admin@box:~$`, `TP-Link(conf)#`."""
PAGER = re.compile(
    r"(?:-{2,} ?\(?more\)? ?-{2,}|\(more\)|-{2,} ?more ?-{2,}|press any key|press <?space>?)[^\n]{0,60}$", re.IGNORECASE
)
BUSY = re.compile(
    r"too many (?:users|sessions|connections|logins?)|max(?:imum)? (?:number of )?(?:login|user|session|connection)"
    r"|(?:another|other) (?:user|session|administrator)|already (?:logged|in use|connected)|duplicate.?login"
    r"|try (?:again )?later|\bbusy\b",
    re.IGNORECASE,
)
DENIED = re.compile(
    r"(?:login|log-in|authenticat\w+|password|credentials?|user ?name)[^\n]{0,40}(?:incorrect|fail\w*|error|invalid"
    r"|wrong|bad|denied|reject\w*)|(?:incorrect|invalid|bad|wrong) (?:user|pass|login|cred)\w*"
    r"|access denied|permission denied",
    re.IGNORECASE,
)


def plain(raw: bytes) -> str:
    """Return received bytes as text without ANSI sequences and NULs, with bare newlines."""
    text = ANSI.sub("", raw.decode("latin-1")).replace("\x00", "")
    return text.replace("\r\n", "\n").replace("\r\r\n", "\n")


def prompt_of(text: str) -> str | None:
    """Return the prompt that the text ends with, or None."""
    found = PROMPT.search(text[-200:])
    return None if found is None else found[1].strip()


def without_pager(text: str) -> str:
    """Return the text without the pager's line at its end."""
    return PAGER.sub("", text)


def answer(text: str, command: str, prompt: str | None) -> str:
    """Return what the command printed: the echo (some boxes echo twice) and the prompt behind it removed."""
    lines = [_overprinted(line) for line in ANSI.sub("", text).split("\n")]
    while lines and (not lines[0].strip() or _is_echo(lines[0], command, prompt)):
        lines.pop(0)
    if prompt is not None:
        while lines and (not lines[-1].strip() or lines[-1].strip() == prompt):
            lines.pop()
    return "".join(f"{line}\n" for line in lines)


def echoed(text: str, command: str) -> bool:
    """Return whether the box has sent the command back."""
    return any(_overprinted(line).rstrip().endswith(command) for line in text.split("\n")[:4])


def _is_echo(line: str, command: str, prompt: str | None) -> bool:
    return line.strip() == command or (prompt is not None and line.strip().removeprefix(prompt).strip() == command)


def _overprinted(line: str) -> str:
    """Return what a terminal would show of a line with backspaces and carriage returns: pagers wipe themselves so."""
    line = line.rstrip("\r")
    if "\b" not in line and "\r" not in line:
        return line
    shown: list[str] = []
    cursor = 0
    for character in line:
        if character == "\b":
            cursor = max(0, cursor - 1)
        elif character == "\r":
            cursor = 0
        else:
            shown[cursor : cursor + 1] = [character]
            cursor += 1
    return "".join(shown).rstrip()
