"""The schema of problem documents, for the OpenAPI document; api.errors writes them."""

import msgspec


class FieldError(msgspec.Struct):
    """A field at fault, as a JSON pointer fragment, and why."""

    field: str
    reason: str


class Problem(msgspec.Struct):
    """An RFC 9457 problem document; some kinds carry further members, such as `current`."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    request_id: str
    errors: list[FieldError]
