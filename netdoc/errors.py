"""Every error that netdoc raises on purpose; each says what happened and what to do next.

The command line prints `message`, then `hint` on its own line, and no traceback.
"""

from __future__ import annotations


class NetdocError(Exception):
    """Something a person has to know. `hint` is the next thing to do, as one sentence or command."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class CannotMeasure(NetdocError):
    """We could not ask: no right, no tool, no address. Becomes a `Gap`, which blames nobody."""


class UnreadableCapture(NetdocError):
    """The bytes are not a page this reader knows. Becomes a `Gap`; the bytes are kept."""


class NotAnswered(NetdocError):
    """It was asked and did not answer, or answered with a failure. Becomes a `Missed`: evidence."""

    at_login = False
    """The box had the password and ended the session without a word: that is how some say «wrong password»."""

    def __init__(self, message: str, *, failure: str = "timeout", hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.failure = failure


class BadInput(NetdocError):
    """A file or an argument is wrong. `where` names the line, key or field."""

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(f"{where}: {message}" if where else message, hint=hint)
        self.where = where


class ConfigError(BadInput):
    """The site file is wrong; `where` is `file:line: key`."""


class StoreError(NetdocError):
    """The evidence store cannot be opened, read or written."""


class StoreIsNewer(StoreError):
    """The store was written by a newer netdoc; it is left untouched."""


class StoreFull(StoreError):
    """The disk is full; what was stored before is intact."""


class PluginError(NetdocError):
    """A plug-in module breaks the one-record contract, or none is installed."""


class ReportError(NetdocError):
    """The report could not be built or written."""
