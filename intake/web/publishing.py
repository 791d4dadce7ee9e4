"""What the opinion's page says of publishing its answer."""

from dataclasses import dataclass

from intake import triage
from intake.model import Opinion
from intake.store import messages, proposals, publications
from intake.store.proposals import Proposal
from intake.text import redact
from intake.web.support import db, services


@dataclass(frozen=True, slots=True)
class Publishing:
    """The words offered for publishing, or why there is nothing to publish; `proposal` waits or was returned."""

    question: str
    answer: str
    published: bool
    refused: str
    proposal: Proposal | None = None


def of(opinion: Opinion) -> Publishing | None:
    """None where the office publishes no answers."""
    if not services().config.interfaces & {"published", "open311"}:
        return None
    refused, published = triage.publishable(db(), opinion), publications.of_opinion(db(), opinion.id)
    proposal = proposals.of_opinion(db(), opinion.id)
    if proposal is not None:
        return Publishing(proposal.question, proposal.answer, published is not None, refused, proposal)
    if published is not None:
        return Publishing(*published, published=True, refused=refused)
    said = [message.body for message in messages.of_opinion(db(), opinion.id) if message.state == "released"]
    own = (opinion.name, opinion.address)
    question = redact.redacted(opinion.body[: opinion.cut], own)
    return Publishing(question, redact.redacted(said[-1], own) if said else "", published=False, refused=refused)
