"""Asks the model about opinions one by one, within a day's budget, and keeps what it chose as a suggestion.

Never sent are sealed, proposed, isolated, held and withdrawn opinions, contacts, and older mail that one quotes.
"""

import logging
from dataclasses import dataclass
from datetime import datetime

from intake.db import Connection, transaction
from intake.enrich import RERANK
from intake.errors import NotFound
from intake.model import Evidence, Link, LinkState, Opinion, Seal, Status
from intake.rerank import question
from intake.rerank.endpoint import Endpoint, ask
from intake.rerank.errors import Nonsense, Unavailable
from intake.rerank.question import Choice, Option
from intake.store import choices, circulars, jobs, links, opinions
from intake.text.redact import blotted

log = logging.getLogger(__name__)
OPTIONS = 5


@dataclass(frozen=True, slots=True)
class _Case:
    """An opinion as it was when it was asked about."""

    opinion: Opinion
    text: str
    options: list[Option]


def work(conn: Connection, endpoint: Endpoint, daily: int, now: datetime) -> bool:
    """Take up the next opinion that is due; whether there was one.  Raises Unavailable: then a pause is called for."""
    with transaction(conn):
        due = jobs.lease(conn, RERANK, now, 1)
    for opinion_id in due:
        case = _case(conn, opinion_id)
        chosen = _asked(conn, endpoint, daily, case, now) if case else None
        with transaction(conn):
            if case and chosen and _unchanged(conn, case.opinion):
                choices.put(conn, opinion_id, chosen.issue_id, _evidence(conn, opinion_id, chosen), endpoint.model, now)
            jobs.done(conn, opinion_id, RERANK)
    return bool(due)


def _case(conn: Connection, opinion_id: int) -> _Case | None:
    """What there is to ask about an opinion, None where nothing is to be asked or it must not be sent."""
    opinion, judgement = opinions.by_id(conn, opinion_id), links.judgement(conn, opinion_id)
    if opinion.seal != Seal.NONE or opinion.isolated or opinion.held or opinion.withdrawn_at:
        return None
    if opinion.status != Status.WAITING or judgement is None or judgement.band == "sure":
        return None
    options = _options(conn, links.of_opinion(conn, opinion_id))
    text = blotted(opinion.body[: opinion.cut], (opinion.name, opinion.phone, opinion.email))
    return _Case(opinion, text, options) if options and text.strip() else None


def _options(conn: Connection, tied: list[Link]) -> list[Option]:
    found = []
    for link in [link for link in tied if link.state == LinkState.SUGGESTED][:OPTIONS]:
        try:
            issue = circulars.issue(conn, link.issue_id)
        except NotFound:  # a newer version of the circular has it no more
            continue
        found.append(Option(issue.id, issue.title, issue.text))
    return found


def _asked(conn: Connection, endpoint: Endpoint, daily: int, case: _Case, now: datetime) -> Choice | None:
    with transaction(conn):
        if not choices.spend(conn, now.astimezone(conn.zone).date().isoformat(), daily):
            return None
    try:
        written = ask(endpoint, question.messages(case.text, case.options))
        return question.choice(written, case.text, case.options)
    except Nonsense as error:
        log.warning("opinion %s: no answer from the language model: %s", case.opinion.id, error)
        return None
    except Unavailable as error:
        with transaction(conn):
            jobs.failed(conn, case.opinion.id, RERANK, str(error), now)
        raise


def _unchanged(conn: Connection, opinion: Opinion) -> bool:
    """Whether nobody decided, sealed or linked anew while the model was thinking."""
    latest = opinions.by_id(conn, opinion.id)
    return (latest.version, latest.enriched_at) == (opinion.version, opinion.enriched_at)


def _evidence(conn: Connection, opinion_id: int, chosen: Choice) -> tuple[Evidence, ...]:
    """The quotation, then what the linker had found for the same issue."""
    found = next((link.evidence for link in links.of_opinion(conn, opinion_id) if link.issue_id == chosen.issue_id), ())
    apart = [e for e in found if e.end <= chosen.start or e.start >= chosen.end]
    return (Evidence(chosen.start, chosen.end, "语言模型"), *apart)
