"""Static files under addresses that hold a hash of their content, so that any cache may keep them for ever."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, send_from_directory, url_for

from intake.web.auth import anyone

bp = Blueprint("assets", __name__)
FOLDER = Path(__file__).resolve().parent.parent / "static"


@cache
def _hash(name: str) -> str:
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a file below `static/`, for templates."""
    return url_for("assets.serve", content=_hash(name), name=name)


@bp.get("/assets/<content>/<path:name>")
@anyone
def serve(content: str, name: str) -> Response:
    response = send_from_directory(FOLDER, name, max_age=31_536_000)
    if content != _hash(name):
        abort(404)
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response
