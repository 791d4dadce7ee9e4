"""Answers and caches: pages that any cache may keep, and answers to what somebody sent, which none may."""

import gzip
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import Response, current_app, make_response, request

from intake.store import published
from intake.web.support import db

ADDRESSED = ("issue", "q", "size")  # what a public page looks at in its address, besides the path
SECONDS = 60
T = TypeVar("T")
_MOST = 500  # pages kept


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it travels: plain and packed."""

    plain: bytes
    packed: bytes

    @classmethod
    def of(cls, html: str) -> "Page":
        """Pack a page; its bytes are the same for the same words."""
        plain = html.encode()
        return cls(plain, gzip.compress(plain, 6, mtime=0))


class Pages:
    """Pages made before, as long as nothing that they show has changed; one for each application."""

    def __init__(self) -> None:
        self._signature = ""
        self._pages: dict[Hashable, Page] = {}

    def page(self, signature: str, key: Hashable, render: Callable[[], str]) -> Page:
        """The page under `key`, made anew where the catalogue has another signature."""
        if signature != self._signature or len(self._pages) >= _MOST:
            self._signature, self._pages = signature, {}
        pages = self._pages  # a thread that replaces the dictionary meanwhile must not get an old page
        if key not in pages:
            pages[key] = Page.of(render())
        return pages[key]


class Brief(Generic[T]):
    """A value that is worked out at most once a minute; one for each application."""

    def __init__(self) -> None:
        self._kept: tuple[Hashable, float, T] | None = None

    def value(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value under `key`, at most a minute old."""
        kept = self._kept
        if kept is None or kept[0] != key or time.monotonic() - kept[1] > SECONDS:
            self._kept = kept = (key, time.monotonic(), make())
        return kept[2]


def remembered(render: Callable[[], str]) -> Response:
    """As `cacheable`, for a page that depends on nothing but its address and the catalogue."""
    pages: Pages = current_app.extensions["intake_pages"]
    key = (request.path, *(request.args.get(name) for name in ADDRESSED))
    return _cacheable(pages.page(published.signature(db()), key, render))


def cacheable(html: str) -> Response:
    """A page that is the same for everybody, or "not modified" for who has it already."""
    return _cacheable(Page.of(html))


def _cacheable(page: Page) -> Response:
    packed = request.accept_encodings.quality("gzip") > 0
    response = make_response(page.packed if packed else page.plain)
    response.content_type = "text/html; charset=utf-8"
    if packed:
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
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
