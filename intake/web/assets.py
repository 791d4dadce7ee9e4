"""Static files under addresses that hold a hash of their content, so that any cache may keep them for ever."""

import gzip
import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, request, send_from_directory, url_for

from intake.web.auth import anyone

bp = Blueprint("assets", __name__)
_TEXTS = (".css", ".js", ".svg")
_YEAR = 31_536_000  # seconds
FOLDER = Path(__file__).resolve().parent.parent / "static"


@cache
def _hash(name: str) -> str:
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]


@cache
def _packed(name: str) -> bytes:
    return gzip.compress((FOLDER / name).read_bytes(), 9, mtime=0)


def asset(name: str) -> str:
    """The address of a file below `static/`, for templates."""
    return url_for("assets.serve", content=_hash(name), name=name)


@bp.get("/assets/<content>/<path:name>")
@anyone
def serve(content: str, name: str) -> Response:
    response = send_from_directory(FOLDER, name, max_age=_YEAR, conditional=False)
    if content != _hash(name):
        response.close()
        abort(404)
    if name.endswith(_TEXTS) and request.accept_encodings.quality("gzip"):
        response.close()
        response = Response(_packed(name), mimetype=response.mimetype, headers={"Content-Encoding": "gzip"})
    response.vary.add("Accept-Encoding")
    response.cache_control.max_age = _YEAR
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response
