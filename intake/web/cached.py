"""Answers that any cache between us and a visitor may keep: public, short-lived, with an ETag."""

from flask import Response, make_response, request

SECONDS = 60


def cacheable(html: str) -> Response:
    """A page that is the same for everybody, or "not modified" for who has it already."""
    response = make_response(html)
    response.cache_control.public = True
    response.cache_control.max_age = SECONDS
    response.add_etag()
    return response.make_conditional(request)
