"""Where the technician's signing key lies: one file in netdoc's data folder that only its owner can read."""

from __future__ import annotations

import os
from pathlib import Path

from netdoc.app.secrets import owner_only
from netdoc.errors import BadInput, ConfigError
from netdoc.evidence.keys import SigningKey, from_pem, make_key, to_pem
from netdoc.ports import Clock

FOLDER, FILE = "keys", "signing.pem"


def key_file(root: Path) -> Path:
    """Return where the key lies, or would."""
    return root / FOLDER / FILE


def init_key(root: Path, name: str, clock: Clock) -> tuple[SigningKey, Path]:
    """Make a key and keep it; one that is there is never replaced.

    Raises:
        BadInput: there is a key already.
        ConfigError: the name does not fit a certificate, or the file cannot be written.
    """
    file = key_file(root)
    made = make_key(name, clock.now())
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        raise BadInput(
            "there is a signing key already",
            where=str(file),
            hint="see it with `netdoc keys show`; to begin with another one, move that file away and keep it",
        ) from None
    except OSError as broken:
        raise ConfigError(
            f"cannot be written: {broken.strerror}", where=str(file), hint="set NETDOC_HOME to a folder of yours"
        ) from broken
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(to_pem(made))
    return made, file


def load_key(root: Path) -> SigningKey | None:
    """Return the key, or None where none was made.

    Raises:
        ConfigError: others can read the file, or it holds no key.
    """
    file = key_file(root)
    try:
        owner_only(file, "a signing key")
        text = file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as broken:
        raise ConfigError(f"cannot be read: {broken.strerror}", where=str(file), hint="check its rights") from broken
    return from_pem(text, str(file))
