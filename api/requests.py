"""Reading requests: strict JSON and query strings into typed structs; bad input is named, never guessed."""

import json
import re
from typing import Any, NoReturn, TypeVar

import msgspec
from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from chitrail.errors import ChitrailError, InvalidInput

T = TypeVar("T")
JSON = "application/json"
MAX_BODY_BYTES = 64 * 1024
_PLACE = re.compile(r" - at `(?P<path>[^`]*)`$")
_FIELD = re.compile(r"field `(?P<name>[^`]*)`")
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")


class MalformedBody(ChitrailError):
    """The body is not one JSON document in UTF-8."""

    code = "malformed-body"
    title = "The body is not valid JSON"


class BodyTooLarge(ChitrailError):
    """The body is longer than any request of ours needs."""

    status = 413
    code = "body-too-large"
    title = "The body is too large"


class UnsupportedMediaType(ChitrailError):
    """The body is not declared as JSON."""

    status = 415
    code = "unsupported-media-type"
    title = "Send application/json"


def read_body(request: Request, most_bytes: int = MAX_BODY_BYTES) -> bytes:
    """Raw body. Raises BodyTooLarge beyond `most_bytes`, without reading further."""
    request.max_content_length = most_bytes
    try:
        return request.get_data()
    except RequestEntityTooLarge as error:
        raise BodyTooLarge(f"the body may have at most {most_bytes} bytes") from error


def parse_body(request: Request, raw: bytes, kind: type[T]) -> T:
    """Typed body. An empty body counts as `{}`, so that acts without arguments need none.

    Raises UnsupportedMediaType, MalformedBody or InvalidInput with the field at fault.
    """
    declared = request.environ.get("CONTENT_TYPE")
    if raw and declared != JSON and request.mimetype != JSON:
        raise UnsupportedMediaType(f"the content type is {request.mimetype or 'missing'}")
    return convert(decode_json(raw) if raw else {}, kind, strict=True)


def decode_json(raw: bytes) -> Any:
    """Python value of strict JSON: UTF-8, no duplicate keys, no NaN or Infinity, sane depth and numbers."""
    try:
        value = _DECODER.decode(raw.decode("utf-8"))
        if b"\\" in raw:
            _check_text(value, "")
    except UnicodeDecodeError as error:
        raise MalformedBody("the body is not UTF-8") from error
    except RecursionError as error:
        raise MalformedBody("the body is nested too deeply") from error
    except ValueError as error:
        raise MalformedBody(f"the body is not valid JSON: {error}"[:200]) from error
    return value


def parse_query(request: Request, kind: type[T]) -> T:
    """Typed query parameters. Raises InvalidInput for an unknown, repeated or malformed one."""
    given: dict[str, str] = {}
    for name, values in request.args.lists():
        if len(values) > 1:
            raise InvalidInput("is given more than once", field=name)
        given[name] = values[0]
    _check_text(given, "")
    return convert(given, kind, strict=False)


def convert(value: Any, kind: type[T], *, strict: bool) -> T:
    """A typed value out of plain ones. Raises InvalidInput with the field at fault."""
    try:
        return msgspec.convert(value, kind, strict=strict)
    except msgspec.ValidationError as error:
        field, reason = explain(str(error))
        raise InvalidInput(reason, field=field) from error


def explain(message: str) -> tuple[str, str]:
    """Field as a JSON pointer fragment and reason, out of a msgspec message."""
    place = _PLACE.search(message)
    reason = message[: place.start()] if place else message
    path = (place["path"] if place else "$").removeprefix("$")
    parts = [part for part in re.split(r"[.\[\]]+", path) if part]
    named = _FIELD.search(reason)
    if named:
        parts.append(named["name"])
    return "/".join(parts), reason


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice[:40]!a} is given twice")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_refuse_constant)


def _check_text(value: Any, place: str) -> None:
    if isinstance(value, str):
        if _NOT_TEXT.search(value):
            raise InvalidInput("contains a NUL or half a surrogate pair", field=place)
    elif isinstance(value, dict):
        for name, inner in value.items():
            _check_text(name, place)
            _check_text(inner, f"{place}/{name}".lstrip("/"))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _check_text(inner, f"{place}/{index}".lstrip("/"))
