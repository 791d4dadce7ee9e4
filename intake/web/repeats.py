"""Two opinions side by side, with the words marked that the other one does not have."""

from flask import render_template
from flask.typing import ResponseReturnValue

from intake import triage
from intake.accounts import Permission
from intake.model import Evidence, Opinion
from intake.store import events, voices
from intake.text.differ import Span, differences
from intake.web.auth import needs
from intake.web.evidence import Piece, pieces
from intake.web.opinion_page import place
from intake.web.support import db, staff


@needs(Permission.READ)
def beside(opinion_id: int, other_id: int) -> ResponseReturnValue:
    one, other = triage.look(db(), opinion_id, staff()), triage.look(db(), other_id, staff())
    found = differences(_own(one), _own(other))
    past = events.history(db(), one.id)
    return render_template(
        "queue/beside.html",
        opinion=one,
        other=other,
        texts=[(one, _marked(one, found.one)), (other, _marked(other, found.other))],
        joined=other.id in {voice.id for voice in voices.together(db(), one.id)},
        seen=past[-1].seq if past else 0,
        place=place(),
    )


def _own(opinion: Opinion) -> str:
    """What the sender wrote, without the older mail quoted below it."""
    return opinion.body[: opinion.cut]


def _marked(opinion: Opinion, spans: tuple[Span, ...]) -> list[Piece]:
    return pieces(_own(opinion), [Evidence(start, end, "") for start, end in spans])
