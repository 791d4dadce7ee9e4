"""What the desk shows beside a text while it is typed: likely issues, words of warning, who and what came before."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from intake import likeness
from intake.accounts import Permission, may
from intake.model import Issue
from intake.store import circulars, contacts
from intake.text import cues, minhash
from intake.text.core import core
from intake.web.auth import needs
from intake.web.support import db, services, staff

OFFERED = 3
WORTH_A_LINE = 0.05
ALIKE = 3  # earlier opinions of the same words that are shown


@needs(Permission.ENTER)
def suggest() -> ResponseReturnValue:
    text = request.form.get("body", "")
    return render_template("desk/_suggestions.html", **beside(text, request.form.get("issue", type=int)))


@needs(Permission.ENTER)
def caller() -> ResponseReturnValue:
    typed, sealed = request.form.get("phone", ""), may(staff(), Permission.SEE_SEALED)
    return render_template("desk/_caller.html", earlier=contacts.earlier(db(), phone=typed, sealed=sealed))


def beside(text: str, chosen: int | None) -> dict[str, Any]:
    """What stands beside a text; the issue somebody chose stays among those offered."""
    issues = {issue.id: issue for issue in circulars.linkable(db())}
    found = services().suggester.suggest(db(), text) if text.strip() else None
    offers: list[tuple[Issue, float | None, list[str]]] = [
        (
            issues[candidate.issue_id],
            candidate.probability,
            [e.matched or text[e.start : e.end] for e in candidate.evidence],
        )
        for candidate in (found.candidates[:OFFERED] if found else ())
        if candidate.issue_id in issues and candidate.probability >= WORTH_A_LINE
    ]
    if chosen in issues and chosen not in [issue.id for issue, _, _ in offers]:
        offers = [*offers[: OFFERED - 1], (issues[chosen], None, [])]
    return {
        "offers": offers,
        "chosen": chosen,
        "judgement": found.judgement if found else None,
        "danger": cues.emergency(text),
        "protected": cues.protected(text),
        "alike": _alike(text),
    }


def _alike(text: str) -> list[contacts.Earlier]:
    """Earlier opinions of the same or nearly the same words, likest first; of reports and secrets nothing is known."""
    own = core(text)
    found = likeness.alike(db(), 0, own, minhash.keys(own))
    best = sorted(found, key=lambda one: (-one[1].score, -one[0]))[:ALIKE]
    return contacts.lines(db(), [opinion_id for opinion_id, _ in best])
