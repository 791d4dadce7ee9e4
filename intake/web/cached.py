"""Answers and caches: pages that any cache may keep, and answers to what somebody sent, which none may."""

from flask import Response, make_response, request

SECONDS = 60


def cacheable(html: str) -> Response:
    """A page that is the same for everybody, or "not modified" for who has it already."""
    response = make_response(html)
    response.cache_control.public = True
    response.cache_control.max_age = SECONDS
    response.add_etag()
    response.make_conditional(request)
    return response


def private(html: str, status: int = 200) -> Response:
    """An answer to one visitor only."""
    response = make_response(html, status)
    response.cache_control.no_store = True
    return response
