"""Published answers for everybody: the list, each one with an address of its own, and an Atom feed (RFC 4287)."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from xml.etree import ElementTree

from flask import Response, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.store import circulars, offices, publications
from intake.store.publications import Publication
from intake.web import narrowing, opened
from intake.web.auth import anyone
from intake.web.cached import SECONDS, cacheable
from intake.web.support import db, services, site

PAGE = 20
_ATOM = "http://www.w3.org/2005/Atom"
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what no XML document may hold
_TITLE = 40  # characters of a question that stand for it in a feed


@anyone
def index() -> ResponseReturnValue:
    opened.demand("published")
    found = publications.visible(db(), limit=PAGE + 1, before=narrowing.number("before"))
    shown, further = found[:PAGE], len(found) > PAGE
    return cacheable(
        render_template(
            "public/answers.html", shown=shown, titles=titles(shown), further=shown[-1].id if further else None
        )
    )


@anyone
def show(publication_id: int) -> ResponseReturnValue:
    opened.demand("published")
    found = publications.by_id(db(), publication_id)
    if found is None:
        abort(404)
    return cacheable(render_template("public/answer.html", found=found, titles=titles([found])))


@anyone
def feed() -> Response:
    """The newest answers, as a feed reader wants them."""
    opened.demand("published")
    response = make_response(_feed(publications.visible(db(), limit=PAGE)))
    response.content_type = "application/atom+xml; charset=utf-8"
    response.cache_control.public, response.cache_control.max_age = True, SECONDS
    response.add_etag()
    response.make_conditional(request)
    return response


def titles(shown: list[Publication]) -> Mapping[int, str]:
    """The titles of what some publications are about, where citizens may see it."""
    wanted = {each.issue_id for each in shown}
    return {issue.id: issue.title for issue in circulars.linkable(db()) if issue.id in wanted}


def fit(text: str) -> str:
    """A text without what XML cannot hold."""
    return _UNFIT.sub("", text)


def _feed(shown: list[Publication]) -> bytes:
    ElementTree.register_namespace("", _ATOM)
    office = services().config.office or offices.name(db()) or "意见建议征集"
    root = ElementTree.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "zh-CN"})
    home = site()
    _put(root, "id", f"{home}{url_for('public.answers', lang=None)}")
    _put(root, "title", f"{fit(office)}：公布的答复")
    _put(root, "updated", _time(max((each.changed_at for each in shown), default=datetime(2000, 1, 1, tzinfo=UTC))))
    _put(_put(root, "author"), "name", fit(office))
    _put(root, "link", rel="self", href=f"{home}{url_for('public.feed')}")
    _put(root, "link", rel="alternate", href=f"{home}{url_for('public.answers')}", type="text/html")
    about = titles(shown)
    for each in shown:
        address = f"{home}{url_for('public.answer', publication_id=each.id, lang=None)}"
        entry = _put(root, "entry")
        _put(entry, "id", address)
        _put(entry, "title", fit(" ".join(each.question.split()))[:_TITLE])
        _put(entry, "published", _time(each.published_at))
        _put(entry, "updated", _time(each.changed_at))
        _put(entry, "link", rel="alternate", href=address, type="text/html")
        if each.issue_id is not None and each.issue_id in about:
            _put(entry, "category", term=fit(about[each.issue_id]))
        _put(entry, "summary", fit(each.question))
        _put(entry, "content", fit(each.answer), type="text")
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _put(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    made.text = text or None
    return made


def _time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
