"""The documentation: the OpenAPI document and a page that shows it. No content from elsewhere."""

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from werkzeug.exceptions import NotFound

from api.authorization import PUBLIC
from api.openapi.document import document
from api.reply import Encoded
from api.routing import Routes
from chitrail.settings import Settings

routes = Routes("documentation")

_PAGES = Path(__file__).with_name("pages")
_ASSETS = {
    "docs.css": "text/css; charset=utf-8",
    "docs.js": "text/javascript; charset=utf-8",
    "schema.js": "text/javascript; charset=utf-8",
}
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


@routes.get("/openapi.json", roles=PUBLIC, returns=dict[str, Any], limited=False)
def openapi_json(settings: Settings) -> Encoded:
    """Read this document."""
    return Encoded(200, _encoded(settings))


@routes.get("/docs", roles=PUBLIC, returns=bytes, limited=False)
def docs() -> Encoded:
    """Read the documentation as a page."""
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": PAGE_POLICY,
        "Cache-Control": "no-cache",
    }
    return Encoded(200, (_PAGES / "docs.html").read_bytes(), headers)


@routes.get(
    "/docs/<name>",
    roles=PUBLIC,
    returns=bytes,
    refusals=(404,),
    limited=False,
    media_types=("text/css", "text/javascript"),
)
def docs_asset(name: str) -> Encoded:
    """Read a part of the documentation page."""
    if name not in _ASSETS:
        raise NotFound
    headers = {"Content-Type": _ASSETS[name], "Cache-Control": "no-cache"}
    return Encoded(200, (_PAGES / name).read_bytes(), headers)


@cache
def _encoded(settings: Settings) -> bytes:
    # This route is one of those the registry lists, so the registry cannot be imported above.
    from api.domains import all_routes

    return msgspec.json.encode(document(all_routes(), settings.address("api")))
