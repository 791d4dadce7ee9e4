"""One opinion as staff see it: its text with the evidence marked, what it may be about, everything known of it.

The list it was opened from stands beside it; both are one page, with and without script.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from intake import phrases, receipts, triage
from intake.accounts import Permission, may
from intake.channels import desk
from intake.channels.mail import facts
from intake.errors import NotFound
from intake.model import AsideReason, Event, Evidence, Issue, Link, LinkState, Message, Nature, Opinion, Outcome, Stance
from intake.redaction import Hidden
from intake.store import (
    circulars,
    claims,
    contacts,
    deliveries,
    events,
    handover_lists,
    likeness,
    links,
    messages,
    opinions,
    queue,
    signing,
    voices,
)
from intake.store import staff as accounts_store
from intake.store.filters import Filter
from intake.text import contact, mask
from intake.web import (
    duties,
    evidence,
    hidden,
    history,
    meant,
    narrowing,
    presence,
    publishing,
    recusing,
    saved_views,
    traits,
)
from intake.web.auth import needs
from intake.web.support import db, moment, services, staff
from intake.web.tally import Tally

KEYS = 3  # suggestions that a digit confirms
PAGE = 50
EARLIER = 5
FIGURE = 100_000
NATURES = tuple(zip(Nature, "qwerty", strict=True))
STANCES = tuple(zip(Stance, "asdf", strict=True))
ASIDE = tuple(reason for reason in AsideReason if reason != AsideReason.SILENT_CALL)  # that one is the desk's


@dataclass(frozen=True, slots=True)
class Failed:
    """An act that was not done: why, and what others had done meanwhile."""

    act: str
    words: str
    news: Sequence[history.Step] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """An issue that an opinion may be about; `key` is the digit that chooses it, `link` what is known of the tie."""

    issue: Issue
    key: int | None = None
    link: Link | None = None

    @property
    def confirmed(self) -> bool:
        return self.link is not None and self.link.state == LinkState.CONFIRMED

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return self.link.evidence if self.link else ()


@needs(Permission.READ)
def show(opinion_id: int) -> ResponseReturnValue:
    return page(triage.look(db(), opinion_id, staff()))


def page(opinion: Opinion | None, failed: Failed | None = None, *, contacts_shown: bool = False) -> str:
    """The list that the address asks for, and the opinion beside it; the list's first one where none is given."""
    shown = narrowing.wanted(staff())
    beside = _list(shown)
    named = opinion is not None
    if opinion is None and beside["lines"]:
        opinion = triage.look(db(), beside["lines"][0].id, staff())
    known = _known(opinion, failed, contacts_shown=contacts_shown) if opinion else {}
    known["undoable"] = undoable()
    return render_template("queue/page.html", opinion=opinion, named=named, failed=failed, **beside, **known)


def place() -> dict[str, Any]:
    """The query of the list that this request belongs to, page included."""
    after = narrowing.number("after")
    return narrowing.address(narrowing.wanted(staff())) | ({} if after is None else {"after": after})


def waited(since: datetime) -> str:
    """How long ago something came, in the largest whole unit."""
    hours = int((moment() - since).total_seconds() // 3600)
    if hours < 1:
        return "不到 1 小时"
    return f"{hours} 小时" if hours < 24 else f"{hours // 24} 天"


def undoable() -> str:
    """What this person may take back, in words; empty where there is nothing."""
    steps = triage.undoable(db(), staff(), moment())
    if not steps:
        return ""
    did = history.UNDONE[steps[0].kind]
    if len(steps) > 1:
        return f"{len(steps)} 件的{did}"
    try:
        return f"{triage.look(db(), steps[0].opinion_id, staff()).number} 的{did}"
    except NotFound:  # sealed or isolated since
        return ""


def _list(shown: Filter) -> dict[str, Any]:
    lines = queue.page(db(), shown, after=narrowing.number("after"), limit=PAGE)
    tally: Tally = current_app.extensions["intake_tally"]
    groups, units = tally.groups(db(), services().database, sealed=shown.sealed), accounts_store.units(db())
    full = sum(not line.urgent or not shown.open for line in lines) >= PAGE
    return {
        "shown": shown,
        "lines": lines,
        "place": place(),
        "further": {**narrowing.address(shown), "after": lines[-1].id} if full else None,
        "found": _found(shown, len(lines), full) if narrowing.narrowed(shown) else None,
        "narrowed_by": traits.words(shown),
        "most": _most(shown),
        "statuses": narrowing.statuses(shown, groups),
        "kinds": narrowing.kinds(shown, groups, units),
        "overdue": handover_lists.overdue(db(), duties.today(), sealed=shown.sealed),
        "address": narrowing.address,
        "units": units,
        "unit_names": {unit.id: unit.name for unit in units},
        "issues": circulars.linkable(db()),
        "known_issues": meant.choices(circulars.linkable(db())),
        "label_of": desk.label_of,
        "bands": narrowing.BANDS,
        "views": saved_views.beside(shown),
        "waited": waited,
        "claimed": _claimed([line.id for line in lines]),
        "natures": NATURES,
        "stances": STANCES,
        "outcomes": tuple(Outcome),
        "reasons_aside": ASIDE,
    }


def _claimed(opinion_ids: Iterable[int]) -> dict[int, str]:
    """Who has which of these opinions in hand now, by name."""
    held = claims.of(db(), opinion_ids, moment() - triage.HELD)
    names = accounts_store.names(db()) if held else {}
    return {opinion_id: names.get(staff_id, "工作人员") for opinion_id, staff_id in held.items()}


def _found(shown: Filter, lines: int, full: bool) -> int:
    """How many a narrowed list has; counted only where they are more than its first page."""
    return queue.count(db(), shown, _most(shown)) if full or "after" in place() else lines


def _most(shown: Filter) -> int:
    """How far a list is counted; one that a figure leads to says the figure."""
    return FIGURE if shown.plain else queue.COUNTED


def _known(opinion: Opinion, failed: Failed | None, *, contacts_shown: bool) -> dict[str, Any]:
    past, tied = events.history(db(), opinion.id), links.of_opinion(db(), opinion.id)
    issues = _issues([link.issue_id for link in tied] + list(history.issues_in(past)))
    offers = _offers(tied, issues, failed)
    found = hidden.of(opinion)
    talk = _conversation(opinion)
    return {
        "offers": offers,
        "others": presence.arrived(opinion.id),
        "in_hand": _claimed([opinion.id]).get(opinion.id, ""),
        "judgement": links.judgement(db(), opinion.id),
        **_text(opinion, offers, found),
        "facts": desk.described(opinion.details) + facts.described(opinion.details, services().config.office_zone),
        "files": opinions.attachments(db(), opinion.id),
        **_people(opinion, contacts_shown=contacts_shown),
        **talk,
        "spoken": hidden.spoken(talk["conversation"], found),
        **hidden.beside(opinion, found, talk["conversation"]),
        "publishing": publishing.of(opinion),
        "phrases": phrases.filled(db(), opinion) if may(staff(), Permission.ANSWER) else [],
        **duties.beside(opinion, past),
        **recusing.beside(opinion),
        "returned": {event.data["message"]: event.words for event in past if event.kind == "answer_returned"},
        "repeats": likeness.repeats(db(), opinion.id),
        "together": voices.together(db(), opinion.id),
        "steps": history.steps(past, _names(issues)),
        "seen": past[-1].seq if past else 0,
        "typed": request.form if failed else {},
    }


def _offers(tied: list[Link], issues: dict[int, Issue], failed: Failed | None) -> list[Offer]:
    """What is confirmed, then what is suggested, then what was typed and fits more than one issue."""
    live = [link for link in tied if link.state != LinkState.REJECTED and link.issue_id in issues]
    offers = [
        Offer(issues[link.issue_id], key if key <= KEYS else None, link) for key, link in enumerate(live, start=1)
    ]
    if failed and failed.act == "confirm" and (typed := request.form.get("other", "")):
        offered = {offer.issue.id for offer in offers}
        found = [issue for issue in meant.matching(typed, circulars.linkable(db())) if issue.id not in offered]
        offers += [Offer(issue) for issue in found[:8]]
    return offers


def _text(opinion: Opinion, offers: list[Offer], found: Hidden) -> dict[str, Any]:
    """The text in pieces, with the evidence of the suggestion that is looked at, else of the first that has any."""
    wanted = narrowing.number("marks")
    marked = next((o for o in offers if o.issue.id == wanted), None) or next((o for o in offers if o.evidence), None)
    spans = marked.evidence if marked else ()
    return {
        "marked": marked,
        "reasons": evidence.ordered(spans, opinion.body),
        **hidden.texts(opinion, found, spans),
    }


def _people(opinion: Opinion, *, contacts_shown: bool) -> dict[str, Any]:
    may_see = may(staff(), Permission.SEE_CONTACTS)
    shown = contacts_shown and may_see
    sealed = may(staff(), Permission.SEE_SEALED)
    earlier = contacts.earlier(db(), phone=opinion.phone, email=opinion.email, sealed=sealed, limit=EARLIER + 2)
    others = [found for found in earlier if found.id != opinion.id] if may_see else []
    kinds = (
        ("姓名", opinion.name, mask.name),
        ("电话", opinion.phone, mask.phone),
        ("邮箱", opinion.email, mask.email),
        ("地址", opinion.address, lambda _: "（已登记）"),
    )
    return {
        "contacts": [(words, value if shown else hide(value)) for words, value, hide in kinds if value.strip()],
        "contacts_shown": shown,
        "earlier": others[:EARLIER],
        "more_earlier": _hashed(opinion) if len(others) > EARLIER else None,
    }


def _hashed(opinion: Opinion) -> str:
    """The telephone, else the address, as lists are narrowed to it."""
    return receipts.contact_hash(db().keys, contact.phone(opinion.phone) or contact.email(opinion.email))


def _conversation(opinion: Opinion) -> dict[str, Any]:
    said = messages.of_opinion(db(), opinion.id)
    circular = circulars.by_id(db(), opinion.circular_id) if opinion.circular_id else None
    submitted = signing.of_opinion(db(), opinion.id)
    return {
        "conversation": said,
        "deliveries": deliveries.of_opinion(db(), opinion.id) if said else {},
        "submitted": submitted,
        "draft": "" if submitted else _draft(said),
        "signs_own": staff().role in services().config.signing_alone,
        "by_mail": triage.by_mail(opinion),
        "mask_email": mask.email,
        "delay": services().config.send_delay,
        "sending": bool(services().config.smtp_host),
        "promises_reply": circular is not None and circular.promises_reply,
        "names": accounts_store.names(db()),
    }


def _draft(said: list[Message]) -> str:
    """The answer that was taken or given back last, to be mended, unless another one followed."""
    out = [message for message in said if message.direction == "out"]
    return out[-1].body if out and out[-1].state == "draft" else ""


def _issues(ids: Iterable[int]) -> dict[int, Issue]:
    """The issues of these ids that a current version still has, hidden ones and those of offline circulars too."""
    known = {issue.id: issue for issue in circulars.linkable(db())}
    for issue_id in set(ids) - set(known):
        try:
            known[issue_id] = circulars.issue(db(), issue_id)
        except NotFound:
            continue
    return known


def _names(issues: dict[int, Issue]) -> history.Names:
    return history.Names(
        accounts_store.names(db()),
        {issue.id: issue.title for issue in issues.values()},
        {unit.id: unit.name for unit in accounts_store.units(db())},
    )


def news(opinion_id: int, seen: int) -> list[history.Step]:
    """What happened to an opinion after the step that somebody saw last."""
    past: list[Event] = [event for event in events.history(db(), opinion_id) if event.seq > seen]
    return history.steps(past, _names(_issues(history.issues_in(past))))
