"""What a view gives back: a value with status and headers, and the bytes it becomes."""

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import msgspec
from flask import Request, Response
from werkzeug.datastructures import Headers

T = TypeVar("T")
JSON = "application/json"
OURS = "chitrail.headers"
"""Where a request's environ keeps headers of our own making, which need no check before they are sent."""


def add_ours(request: Request, headers: list[tuple[str, str]]) -> None:
    """Have headers sent with the answer to a request, whatever the answer will be."""
    request.environ.setdefault(OURS, []).extend(headers)


@dataclass(frozen=True)
class Reply(Generic[T]):
    """A value with more than the route says: another status, a Location, a version for the ETag."""

    value: T
    status: int | None = None
    location: str | None = None
    version: int | str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """HTTP headers of this reply."""
        found = {}
        if self.location is not None:
            found["Location"] = self.location
        if self.version is not None:
            found["ETag"] = f'"{self.version}"'
        return found


@dataclass(frozen=True)
class Encoded:
    """An answer as bytes: what is sent, and what an idempotency key stores."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def headers_json(self) -> str:
        """Headers as a JSON object, for the stored answer."""
        return msgspec.json.encode(self.headers).decode()


class Answer(Response):
    """A response with a body, whose headers are sent as they are.

    Werkzeug copies and checks all of them once more to make a Location ASCII and to find out a length; ours
    are paths of ids and codes, and the body is bytes.
    """

    def get_wsgi_headers(self, environ: dict[str, Any]) -> Headers:  # noqa: ARG002 - werkzeug passes it
        """The headers themselves."""
        return self.headers


def encode(result: Any, default_status: int) -> Encoded:
    """Bytes of a view's result: a Reply, a plain value, or already Encoded."""
    if isinstance(result, Encoded):
        return result
    if isinstance(result, Reply):
        body = msgspec.json.encode(result.value)
        return Encoded(result.status or default_status, body, result.headers)
    return Encoded(default_status, msgspec.json.encode(result))


def respond(answer: Encoded, request: Request) -> Response:
    """HTTP response; 304 without a body when a reader already has this ETag."""
    etag = answer.headers.get("ETag")
    if etag and request.method == "GET" and _has(request, etag):
        return Response(status=304, headers=answer.headers)
    if "Content-Type" in answer.headers:
        return Answer(answer.body, answer.status, answer.headers)
    return Answer(answer.body, answer.status, answer.headers, content_type=JSON)


def _has(request: Request, etag: str) -> bool:
    return request.if_none_match.contains_weak(etag.strip('"'))
