"""What is known of an opinion elsewhere than in itself, and its words wherever they stand: taken away together.

`forget` knows every place. A new table that holds a citizen's words, or something made of them, belongs in here or in
`copies`; the tests plant a word everywhere and search the database for it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from intake.db import Connection
from intake.store import (
    blobs,
    copies,
    corrections,
    documents,
    events,
    export_orders,
    jobs,
    likeness,
    links,
    mails,
    messages,
    models,
    opinions,
    outbox,
    proposals,
    publications,
    redactions,
)
from intake.store.copies import Key
from intake.text.stretches import Span, blotted


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What became of an opinion's words.

    `vouched` are the new digests of notes some of whose words went, by their id, to be put into the next event;
    `mails` were deleted whole, `exports` withdrawn, because they may have held the words.
    """

    vouched: dict[str, str]
    mails: int
    exports: int


def hide(conn: Connection, opinion_id: int, now: datetime) -> None:
    """An opinion that few may see is found by no words, likened to nothing, teaches nobody and is not published."""
    unlearn(conn, opinion_id, now)
    publications.forget(conn, opinion_id)
    proposals.forget(conn, opinion_id)


def unlearn(conn: Connection, opinion_id: int, now: datetime) -> None:
    """Take away what was made of an opinion's words to find and liken it and to learn from it."""
    likeness.forget(conn, opinion_id)
    models.forget(conn, opinion_id)
    documents.forget(conn, opinion_id, now)


def forget(
    conn: Connection,
    opinion_id: int,
    cut: Mapping[Key, Sequence[Span]],
    since: datetime,
    withdrawn: Iterable[str],
    now: datetime,
) -> Forgotten:
    """Delete stretches of an opinion's texts for good, with every copy and everything that was made of them.

    `since` is when the opinion came in, `withdrawn` are the hashes of bytes that held the words and are referred to no
    more. Frozen digests are the caller's: they have to be written anew.
    """
    vouched = _cut(conn, opinion_id, cut)
    unlearn(conn, opinion_id, now)
    links.forget_evidence(conn, opinion_id)
    raw, made = mails.forget_raw(conn, opinion_id), export_orders.withdraw(conn, since)
    blobs.drop(conn, [*withdrawn, *raw, *made])
    jobs.again(conn, opinion_id, jobs.SCRUB, now)
    return Forgotten(vouched, len(raw), len(made))


def forget_person(conn: Connection, opinion_id: int) -> list[str]:
    """Delete files of an opinion and who it is from, beside the columns of its own row; the hashes of the files."""
    outbox.forget_sender(conn, opinion_id)
    messages.forget_sender(conn, opinion_id)
    corrections.forget_contacts(conn, opinion_id)
    return opinions.drop_attachments(conn, opinion_id)


def _cut(conn: Connection, opinion_id: int, cut: Mapping[Key, Sequence[Span]]) -> dict[str, str]:
    originals, vouched = redactions.originals(conn, opinion_id), dict[str, str]()
    for copy in copies.of_opinion(conn, opinion_id):
        spans = cut.get(copy.key)
        if not spans:
            continue
        left = originals.get(copy.key, "")
        if left:
            redactions.keep_original(conn, opinion_id, copy.key, blotted(left, spans))
        if not left or len(left) == len(copy.text):
            copies.put(conn, opinion_id, replace(copy, text=blotted(copy.text, spans)))
        if copy.place == copies.WORDS:
            vouched[str(copy.row)] = events.renew_words(conn, copy.row, blotted(left or copy.text, spans))
    return vouched
