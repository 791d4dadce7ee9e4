"""What is hidden in an opinion, for those who may see it, and what a program proposes to hide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intake.db import Connection
from intake.model import Message, Opinion
from intake.redaction.marking import spans_by_key
from intake.store import redactions
from intake.store.copies import Key
from intake.store.redactions import Redaction
from intake.text.private import Proposal, proposals
from intake.text.stretches import Span, blotted


@dataclass(frozen=True, slots=True)
class Hidden:
    """The texts in which something is hidden, whole, with what is; `words` are each redaction's, by its id."""

    redactions: Sequence[Redaction]
    words: Mapping[int, Sequence[str]]
    originals: Mapping[Key, str]
    spans: Mapping[Key, Sequence[Span]]

    def whole(self, key: Key, text: str) -> tuple[str, Sequence[Span]]:
        """A text as it was, and what of it is hidden; one that was written anew since is as it stands."""
        original, spans = self.originals.get(key, ""), self.spans.get(key, ())
        return (original, spans) if spans and blotted(original, spans) == text else (text, ())


def hidden(conn: Connection, opinion_id: int) -> Hidden:
    """What is hidden in an opinion; for who may redact only."""
    found = redactions.of_opinion(conn, opinion_id)
    if not found:
        return Hidden((), {}, {}, {})
    originals, stretches = redactions.originals(conn, opinion_id), redactions.stretches(conn, opinion_id)
    words = {
        redaction_id: list(dict.fromkeys(originals[key][s:e] for key, spans in by_key.items() for s, e in spans))
        for redaction_id, by_key in stretches.items()
    }
    return Hidden(found, words, originals, spans_by_key(conn, opinion_id))


def proposed(opinion: Opinion, said: Sequence[Message]) -> list[Proposal]:
    """What of an opinion as everybody reads it, and of what its sender added, may be hidden; each wording once."""
    texts = [opinion.subject, opinion.body, *(message.body for message in said if message.direction == "in")]
    found = {proposal.words: proposal for text in texts for proposal in proposals(text)}
    return list(found.values())
