"""The form inside pages of other sites: the same views under addresses of their own, which those sites may frame."""

from flask import Response, g, send_from_directory
from flask.typing import ResponseReturnValue

from intake.web import opened, opinion
from intake.web.assets import FOLDER
from intake.web.auth import anyone
from intake.web.support import services

_HOUR = 3600


@anyone
def show() -> ResponseReturnValue:
    _begin()
    return opinion.show()


@anyone
def send() -> ResponseReturnValue:
    _begin()
    return opinion.send()


@anyone
def loader() -> Response:
    """The script of the snippet; its address never changes, as it stands in other sites' pages."""
    opened.demand("embed")
    response = send_from_directory(FOLDER, "embed.js", max_age=_HOUR)
    response.cache_control.public = True
    return response


def _begin() -> None:
    opened.demand("embed")
    g.frame_ancestors = " ".join(("'self'", *services().config.embedding))
