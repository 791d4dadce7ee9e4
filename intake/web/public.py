"""What everybody may read: home, the circulars and their issues, the notices on privacy and accessibility.

Nothing here touches the session: pages carry no cookie and no token, so that any cache may keep them. Large type is
and language are part of the address for the same reason, and every link keeps them.
"""

import re
from typing import Any

from flask import render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from intake import posters
from intake.errors import NotFound
from intake.model import Circular, Issue
from intake.sentence import Sentence
from intake.store import circulars
from intake.web import adding, answers, embedding, language, lookup, opinion, own, reading, statistics, trust
from intake.web.auth import anyone
from intake.web.cached import Brief, Pages, cacheable, remembered
from intake.web.language import Bilingual, english
from intake.web.support import db, services

LARGE = "large"
_ID = "int(max=9223372036854775807)"  # what fits into a column; more is no page of ours

_FORM = ("public.opinion", "public.send")
_POSTER = re.compile(f"[{posters.LETTERS}]{{{posters.LENGTH}}}")

bp = Bilingual("public", __name__)
bp.url_value_preprocessor(language.settle)
bp.url_defaults(language.keep)
bp.add_url_rule("/opinion", "opinion", opinion.show, methods=["GET"])
bp.add_url_rule("/opinion", "send", opinion.send, methods=["POST"])
bp.add_url_rule("/embed", "embed", embedding.show, methods=["GET"])
bp.add_url_rule("/embed", "embed_send", embedding.send, methods=["POST"])
bp.add_url_rule("/embed.js", "loader", embedding.loader, methods=["GET"])
bp.add_url_rule("/opinion/challenge", "challenge", opinion.challenge, methods=["GET"])
bp.add_url_rule("/opinion/suggest", "suggest", opinion.suggest, methods=["POST"])
bp.add_url_rule("/state", "state", trust.state, methods=["GET"])
bp.add_url_rule("/.well-known/security.txt", "security", trust.security, methods=["GET"])
bp.add_url_rule("/answers", "answers", answers.index, methods=["GET"])
bp.add_url_rule("/answers.atom", "feed", answers.feed, methods=["GET"])
bp.add_url_rule(f"/answers/<{_ID}:publication_id>", "answer", answers.show, methods=["GET"])
bp.add_url_rule("/statistics", "statistics", statistics.page, methods=["GET"])
bp.add_url_rule("/statistics.json", "statistics_json", statistics.as_json, methods=["GET"])
bp.add_url_rule("/lookup", "lookup", lookup.show, methods=["GET"])
bp.add_url_rule("/lookup", "find", lookup.find, methods=["POST"])
bp.add_url_rule("/lookup/add", "add", adding.add, methods=["POST"])
bp.add_url_rule("/lookup/data", "data", own.data, methods=["POST"])
bp.add_url_rule("/lookup/rate", "rate", lookup.rate, methods=["POST"])
bp.add_url_rule("/lookup/mail", "mail", lookup.mail, methods=["POST"])
bp.add_url_rule("/lookup/withdraw", "withdraw", lookup.withdraw, methods=["POST"])
bp.add_url_rule("/lookup/restore", "restore", lookup.restore, methods=["POST"])


@bp.record
def _remember(state: BlueprintSetupState) -> None:
    state.app.extensions["intake_pages"] = Pages()
    state.app.extensions["intake_statistics"] = Brief()


@bp.app_context_processor
def _ways() -> dict[str, Any]:
    """How else this page can be had: in other type, in the other language."""
    large = request.args.get("size") == LARGE
    values = {name: request.args[name] for name in ("issue", "q") if name in request.args}
    shown = request.blueprint == bp.name and request.method in ("GET", "HEAD")
    page = str(request.endpoint) if shown else "public.home"
    where = {**values, **(request.view_args or {})} if shown else {}
    return {
        "large": large,
        "embedded": request.endpoint in ("public.embed", "public.embed_send"),
        "interfaces": services().config.interfaces,
        "other_size": url_for(page, **where, size=None if large else LARGE),
        "other_language": url_for(page, **where, lang=None if english() else "en"),
    }


@bp.url_defaults
def _keep_size(_endpoint: str, values: dict[str, Any]) -> None:
    if request and request.args.get("size") == LARGE:
        values.setdefault("size", LARGE)


@bp.url_defaults
def _keep_poster(endpoint: str, values: dict[str, Any]) -> None:
    """Who came by a poster's code still does after a second look; pages that caches keep are the same for all."""
    if endpoint in _FORM and request and request.method == "POST" and _POSTER.fullmatch(request.args.get("poster", "")):
        values.setdefault("poster", request.args["poster"])


@bp.get("/")
@anyone
def home() -> ResponseReturnValue:
    every = circulars.every(db())
    shown = [circular for circular in every if circular.state in ("open", "closed")]
    offline = any(circular.state == "offline" for circular in every)
    hotline = services().config.hotline
    return cacheable(render_template("public/home.html", circulars=shown, offline=offline, hotline=hotline))


@bp.get(f"/circular/<{_ID}:circular_id>")
@anyone
def circular(circular_id: int) -> ResponseReturnValue:
    wanted = request.args.get("q", "").strip()[:50]
    if wanted:
        return cacheable(_circular_page(circular_id, wanted))
    return remembered(lambda: _circular_page(circular_id, ""))


@bp.get(f"/circular/<{_ID}:circular_id>/issue/<{_ID}:issue_id>")
@anyone
def issue(circular_id: int, issue_id: int) -> ResponseReturnValue:
    shown = _published(circular_id)
    leaves = [entry for entry in _visible(circular_id) if entry.leaf]
    at = next((n for n, entry in enumerate(leaves) if entry.id == issue_id), None)
    if at is None:
        raise NotFound(Sentence("通报中没有这一整改事项"))
    page = render_template(
        "public/issue.html",
        circular=shown,
        entry=leaves[at],
        before=leaves[at - 1] if at else None,
        after=leaves[at + 1] if at + 1 < len(leaves) else None,
    )
    return cacheable(page)


@bp.get("/privacy")
@anyone
def privacy() -> ResponseReturnValue:
    model = bool(services().config.llm_url)
    return cacheable(render_template("public/privacy.html", circulars=circulars.published(db()), model=model))


@bp.get("/accessibility")
@anyone
def accessibility() -> ResponseReturnValue:
    return cacheable(render_template("public/accessibility.html", circulars=circulars.published(db())))


def _circular_page(circular_id: int, wanted: str) -> str:
    shown, entries = _published(circular_id), _visible(circular_id)
    return render_template(
        "public/circular.html",
        circular=shown,
        blocks=reading.blocks(shown, entries),
        wanted=wanted,
        found=reading.matching(entries, wanted),
    )


def _published(circular_id: int) -> Circular:
    found = circulars.by_id(db(), circular_id)
    if found.state not in ("open", "closed"):
        raise NotFound(Sentence("没有这份通报，或者已经下线"))
    return found


def _visible(circular_id: int) -> list[Issue]:
    return [entry for entry in circulars.issues(db(), circular_id) if not entry.hidden]
