"""One ssh connection to a box by asyncssh: today's algorithms first, old ones only where a box has nothing else.

No key, agent, configuration or list of known hosts of this computer is read. The box's host key is not checked; its
fingerprint goes into each capture's method, so that a change shows in the record.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from typing import Any

import asyncssh
from asyncssh.encryption import get_encryption_algs
from asyncssh.kex import get_kex_algs
from asyncssh.mac import get_mac_algs
from asyncssh.public_key import get_public_key_algs

from netdoc.errors import CannotMeasure, NetdocError, NotAnswered
from netdoc.model.site import Device
from netdoc.ports import Credential
from probes.wire import _transcript as transcript
from probes.wire._session_door import LOGIN_HINT, CutOffAtLogin, SessionDoor, shut

Names = tuple[str, ...]

KEX: Names = (
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521",
    "diffie-hellman-group-exchange-sha256",
    "diffie-hellman-group14-sha256",
    "diffie-hellman-group16-sha512",
    "diffie-hellman-group18-sha512",
)
HOST_KEYS: Names = ("ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521")
HOST_KEYS += ("rsa-sha2-512", "rsa-sha2-256")
CIPHERS: Names = ("chacha20-poly1305@openssh.com", "aes256-gcm@openssh.com", "aes128-gcm@openssh.com")
CIPHERS += ("aes256-ctr", "aes192-ctr", "aes128-ctr")
MACS: Names = ("hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512")
MACS += ("hmac-sha1-etm@openssh.com", "hmac-sha1")
OLD_KEX: Names = ("diffie-hellman-group-exchange-sha1", "diffie-hellman-group14-sha1", "diffie-hellman-group1-sha1")
OLD_HOST_KEYS: Names = ("ssh-rsa", "ssh-dss")
OLD_CIPHERS: Names = ("aes256-cbc", "aes192-cbc", "aes128-cbc", "3des-cbc")
OLD_MACS: Names = ("hmac-md5", "hmac-sha1-96")

logging.getLogger("asyncssh").setLevel(logging.CRITICAL)
warnings.filterwarnings("ignore", message="Diffie-Hellman over finite fields")  # said in the capture's method instead


class _Login(asyncssh.SSHClient):
    """Gives the password once, by whichever of the two ways the box asks for it."""

    def __init__(self, credential: Credential) -> None:
        self._credential = credential
        self.sent = False
        self.banner = ""

    def auth_banner_received(self, msg: str, lang: str) -> None:
        self.banner = (self.banner + msg)[:2_000]

    def password_auth_requested(self) -> str | None:
        if self.sent:
            return None
        self.sent = True
        return self._credential.password

    def kbdint_auth_requested(self) -> str | None:
        return None if self.sent else ""

    def kbdint_challenge_received(self, name: str, instructions: str, lang: str, prompts: Any) -> Any:
        if not prompts:
            return []
        if self.sent or len(prompts) > 1 or prompts[0][1]:
            return None  # an echoing or second question is not one for a password
        self.sent = True
        return [self._credential.password]


async def connected(
    device: Device, port: int, credential: Credential | None, weak: set[tuple[str, int]], timeout_s: float
) -> asyncssh.SSHClientConnection:
    """Return a connection that is logged in.

    Args:
        device: the box.
        port: its ssh port.
        credential: user and password.
        weak: boxes known to speak only old algorithms; this one is added when that is found.
        timeout_s: for the TCP connection alone.

    Raises:
        NotAnswered: `refused`, `unreachable`, `timeout`, `denied`, `closed`, `busy`, `error`.
        CannotMeasure: no login is known, or the box takes none by password.
    """
    if credential is None:
        raise CannotMeasure(f"{device.id}: ssh needs a login and none is known", hint=LOGIN_HINT)
    box = (device.address, port)
    login = _Login(credential)
    try:
        if box not in weak:
            try:
                return await _connect(device, port, login, credential.user, timeout_s, old=False)
            except asyncssh.KeyExchangeFailed:
                weak.add(box)
        return await _connect(device, port, login, credential.user, timeout_s, old=True)
    except asyncssh.KeyExchangeFailed as none:
        weak.discard(box)
        message = f"{device.id}: the box and netdoc have no ssh algorithm in common: {none.reason[:200]}"
        raise CannotMeasure(message, hint="switch on telnet, or save the answers to files by hand") from none
    except asyncssh.Error as failed:
        raise _meaning(device, login, failed) from failed
    except TimeoutError as late:
        message = f"{device.id}: {device.address} does not answer on ssh port {port}"
        raise NotAnswered(message, failure="timeout") from late
    except OSError as failed:
        raise shut(device, SessionDoor("ssh", port), failed) from failed


async def _connect(
    device: Device, port: int, login: _Login, user: str, timeout_s: float, *, old: bool
) -> asyncssh.SSHClientConnection:
    return await asyncssh.connect(
        device.address,
        port,
        client_factory=lambda: login,
        username=user,
        known_hosts=None,
        config=None,
        client_keys=None,
        agent_path=None,
        host_based_auth=False,
        public_key_auth=False,
        gss_host=None,
        preferred_auth="password,keyboard-interactive",
        connect_timeout=timeout_s,
        login_timeout=0,  # the caller's time limit holds
        compression_algs=None,
        kex_algs=_known(KEX + (OLD_KEX if old else ()), get_kex_algs()),
        server_host_key_algs=_known(HOST_KEYS + (OLD_HOST_KEYS if old else ()), get_public_key_algs()),
        encryption_algs=_known(CIPHERS + (OLD_CIPHERS if old else ()), get_encryption_algs()),
        mac_algs=_known(MACS + (OLD_MACS if old else ()), get_mac_algs()),
    )


def _known(wanted: Names, possible: Sequence[bytes]) -> list[str]:
    """Return those that the installed libraries can speak: the old ones go from them one by one."""
    return [each for each in wanted if each.encode() in possible]


def _meaning(device: Device, login: _Login, failed: asyncssh.Error) -> NetdocError:
    said = f"{login.banner} {failed.reason}"
    if transcript.BUSY.search(said) or failed.code == asyncssh.DISC_TOO_MANY_CONNECTIONS:
        return NotAnswered(f"{device.id}: the box is busy with another session", failure="busy")
    if login.sent and (isinstance(failed, asyncssh.PermissionDenied) or _too_often(failed.reason)):
        return NotAnswered(f"{device.id}: the box refuses the login", failure="denied", hint=LOGIN_HINT)
    if isinstance(failed, asyncssh.PermissionDenied):
        message = f"{device.id}: the box takes no password by ssh"
        return CannotMeasure(message, hint="allow logins with a password on the box, or use telnet")
    if login.sent:
        return CutOffAtLogin(f"{device.id}: the connection ended when the box had the password", failure="closed")
    if isinstance(failed, asyncssh.ConnectionLost):
        return NotAnswered(f"{device.id}: the box closed the ssh connection", failure="closed")
    return NotAnswered(f"{device.id}: the ssh connection failed: {failed.reason[:200]}", failure="error")


def _too_often(reason: str) -> bool:
    return "authentication failure" in reason.lower() or transcript.DENIED.search(reason) is not None


def note_of(connection: asyncssh.SSHClientConnection, *, old: bool) -> str:
    """Return the host key's fingerprint, and what was weak about the connection, for the captures' method."""
    key = connection.get_server_host_key()
    seen = [] if key is None else [f"host key {key.get_fingerprint()}"]
    if old:
        used = [str(connection.get_extra_info(each) or "") for each in ("send_cipher", "send_mac")]
        weak = [each for each in used if each in OLD_CIPHERS + OLD_MACS] or ["for key exchange or host key"]
        seen.append(f"weak algorithms {', '.join(weak)}")
    return f" [{'; '.join(seen)}]" if seen else ""
