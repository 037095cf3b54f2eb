"""Errors by business meaning; each carries the HTTP status and the problem type it is shown as."""

from typing import ClassVar


class ChitrailError(Exception):
    """A refusal a caller can act on.

    `detail` says what is wrong in one sentence; `field` names the offending input as a JSON pointer
    fragment (`lines/0/quantity`), empty when no single field is at fault; `extra` is merged into the
    problem document (RFC 9457 extension members).
    """

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad-request"
    title: ClassVar[str] = "The request cannot be carried out"

    def __init__(self, detail: str, *, field: str = "", **extra: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.field = field
        self.extra = extra


class ConfigurationError(ChitrailError):
    """A setting is missing or malformed; the process must not start."""

    status = 500
    code = "configuration"
    title = "The configuration is incomplete"


class InvalidInput(ChitrailError):
    """A field has a value outside what it may hold."""

    status = 422
    code = "invalid-input"
    title = "A field is not valid"


class NotFound(ChitrailError):
    """No such thing, or not visible to this caller."""

    status = 404
    code = "not-found"
    title = "Not found"


class Conflict(ChitrailError):
    """The present state does not allow this."""

    status = 409
    code = "conflict"
    title = "The present state does not allow this"


class IllegalTransition(Conflict):
    """A state machine has no such edge."""

    code = "illegal-transition"
    title = "This status change is not allowed"


class Unavailable(ChitrailError):
    """Something we depend on is away; trying again later may work."""

    status = 503
    code = "unavailable"
    title = "Temporarily unavailable"
