"""Secrets reach the device and nothing else."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from netdoc.app.secrets import SecretStore, load_secrets
from netdoc.errors import CannotMeasure, ConfigError

WORD = "s3cr3t-w0rd"


def a_file(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "secrets.toml"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    return file


def held(folder: Path, text: str, environment: dict[str, str] | None = None) -> SecretStore:
    return load_secrets([a_file(folder, text)], environment or {})


def test_an_entry_of_the_file_is_found_by_its_name(tmp_path: Path) -> None:
    secrets = held(tmp_path, f'[modem]\nuser = "admin"\npassword = "{WORD}"\n[switch]\ncommunity = "{WORD}"')

    modem, switch = secrets.find("modem"), secrets.find("switch")

    assert modem is not None and (modem.user, modem.password) == ("admin", WORD)
    assert switch is not None and switch.community == WORD
    assert secrets.find("router") is None


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o620])
def test_a_file_that_others_may_open_is_refused(mode: int, tmp_path: Path) -> None:
    file = a_file(tmp_path, f'[modem]\npassword = "{WORD}"', mode)

    with pytest.raises(ConfigError) as caught:
        load_secrets([file], {})

    assert "chmod 600" in caught.value.hint


def test_the_environment_wins_over_the_file_and_serves_without_one(tmp_path: Path) -> None:
    environment = {"NETDOC_SECRET_CORE_SWITCH_COMMUNITY": WORD, "NETDOC_SECRET_MODEM_PASSWORD": WORD}
    secrets = held(tmp_path, '[modem]\nuser = "admin"\npassword = "old"', environment)

    modem, switch = secrets.find("modem"), secrets.find("core-switch")

    assert modem is not None and (modem.user, modem.password) == ("admin", WORD)
    assert switch is not None and switch.community == WORD


def test_a_command_gives_its_first_line_as_the_password(tmp_path: Path) -> None:
    script = tmp_path / "give"
    script.write_text(f"print('{WORD}')\nprint('more')", encoding="utf-8")
    secrets = held(tmp_path, f'[modem]\nuser = "admin"\ncommand = ["{sys.executable}", "{script}"]')

    found = secrets.find("modem")

    assert found is not None and found.password == WORD


@pytest.mark.parametrize("command", ['["/does/not/exist"]', f'["{sys.executable}", "-c", "raise SystemExit(3)"]'])
def test_a_command_that_gives_nothing_is_our_own_inability(command: str, tmp_path: Path) -> None:
    secrets = held(tmp_path, f"[modem]\ncommand = {command}")

    with pytest.raises(CannotMeasure, match="modem"):
        secrets.find("modem")


@pytest.mark.parametrize(
    "text",
    [
        f'[modem]\npassword = "{WORD}',
        f'password = "{WORD}"',
        f'[modem]\npass_word = "{WORD}"',
        "[modem]\npassword = 5",
        f'[modem]\ncommand = "{WORD}"',
    ],
    ids=["not TOML", "outside a table", "unknown key", "not a text", "command not a list"],
)
def test_a_wrong_file_is_an_error_that_repeats_no_secret(text: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        held(tmp_path, text)

    assert WORD not in f"{caught.value.message} {caught.value.hint} {caught.value.__cause__}"


def test_nothing_secret_is_in_a_repr(tmp_path: Path) -> None:
    secrets = held(tmp_path, f'[modem]\npassword = "{WORD}"')

    assert WORD not in repr(secrets) + repr(secrets.find("modem"))


def test_a_secrets_file_that_may_not_be_looked_at_is_an_error_and_a_missing_one_is_none(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    folder = tmp_path / "folder"
    folder.mkdir(mode=0o700)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    else:
        folder.chmod(0o000)
    try:
        with pytest.raises(ConfigError, match="Permission denied") as refused:
            load_secrets([folder / "secrets.toml"], {})
    finally:
        if root:
            os.seteuid(0)
        else:
            folder.chmod(0o700)

    assert "run netdoc as that user" in refused.value.hint
    assert not load_secrets([folder / "secrets.toml", tmp_path / "nowhere" / "secrets.toml"], {}).holds("modem")


def test_what_a_person_typed_is_held_beside_the_file_and_shown_nowhere(tmp_path: Path) -> None:
    file = held(tmp_path, '[modem]\npassword = "from-the-file"')
    both = file.beside("switch", community=WORD)

    found, modem = both.find("switch"), both.find("modem")
    assert found is not None and found.community == WORD
    assert modem is not None and modem.password == "from-the-file"
    assert file.find("switch") is None
    assert WORD not in repr(both) and WORD not in (tmp_path / "secrets.toml").read_text()


def test_every_secret_that_is_held_is_known_so_that_it_can_be_taken_out(tmp_path: Path) -> None:
    text = (
        '[modem]\nuser = "anna"\npassword = "file-password"\n[switch]\ncommunity = "file-community"\n'
        '[ran]\ncommand = ["false"]\n'
    )
    environment = {"NETDOC_SECRET_MODEM_PASSWORD": "told-password", "NETDOC_SECRET_AP_COMMUNITY": "told-community"}

    known = held(tmp_path, text, environment).known()

    assert set(known) == {
        ("file-password", "anna"),
        ("told-password", ""),
        ("file-community", ""),
        ("told-community", ""),
    }


def test_what_a_command_printed_is_known_once_it_was_needed(tmp_path: Path) -> None:
    secrets = held(tmp_path, f'[modem]\ncommand = ["{sys.executable}", "-c", "print(\'{WORD}\')"]')

    assert secrets.known() == ()
    secrets.find("modem")
    assert secrets.known() == ((WORD, ""),)


def test_when_its_file_was_written_is_told_with_a_password_that_stands_in_it(tmp_path: Path) -> None:
    file = a_file(tmp_path, f'[session]\npassword = "{WORD}"\n[asked]\ncommand = ["echo", "{WORD}"]')
    os.utime(file, (1_700_000_000, 1_700_000_000))
    plain = load_secrets([file], {})
    told = load_secrets([file], {"NETDOC_SECRET_SESSION_PASSWORD": "another"})

    found = plain.find("session")
    assert found is not None and found.written_at == datetime.fromtimestamp(1_700_000_000, UTC)
    for store, name in ((plain, "asked"), (told, "session"), (plain.beside("session", password="typed"), "session")):
        other = store.find(name)
        assert other is not None and other.password and other.written_at is None
