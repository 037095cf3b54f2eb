"""Style sheet, page scripts and Plotly's bundle: served by us, named by content, cached for a year."""

import gzip
import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, request, url_for

pages = Blueprint("assets", __name__, url_prefix="/manager/assets")

FOLDER = Path(__file__).parent / "static"
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
FOREVER = "public, max-age=31536000, immutable"
PLOTLY = "plotly.min.js"
DIGEST_LENGTH = 12


@pages.get("/<digest>/<name>")
def asset(digest: str, name: str) -> Response:
    """One file; an old digest is not served under a new file's content."""
    path = _path(name)
    if path is None or digest != _digest(path):
        abort(404)
    zipped = request.accept_encodings.quality("gzip") > 0
    response = Response(_zipped(path) if zipped else path.read_bytes())
    response.headers["Content-Type"] = TYPES[path.suffix]
    response.headers["Cache-Control"] = FOREVER
    response.headers["Vary"] = "Accept-Encoding"
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    return response


def address(name: str) -> str:
    """URL of a file, changing with its content."""
    path = _path(name)
    if path is None:
        raise FileNotFoundError(name)
    return url_for("assets.asset", digest=_digest(path), name=name)


def _path(name: str) -> Path | None:
    if name == PLOTLY:
        import plotly

        return Path(plotly.__file__).parent / "package_data" / PLOTLY
    known = {path.name: path for path in FOLDER.iterdir()}
    return known.get(name)


@cache
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:DIGEST_LENGTH]


@cache
def _zipped(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), compresslevel=6)
