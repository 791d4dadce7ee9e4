"""What full-text search knows of an opinion: the words of all that its readers may read, and marks to narrow lists by.

Kept as `words` (see `text.segment`) and as an index over them: FTS5 on SQLite, a GIN-indexed tsvector on PostgreSQL.
Sealed, proposed and isolated opinions have no document, for nobody. Contacts stand in none; a name only as a keyed
hash, so that who knows it finds it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from intake import receipts
from intake.db import Connection, Row, listed
from intake.store import jobs
from intake.store.digests import SHOWN
from intake.text.folding import fold
from intake.text.segment import BORDER, index_tokens, words

LONGEST = 100_000  # characters of an opinion that can be searched; a tsvector holds one megabyte
MERGED = 64  # pages of the index that are written anew in one transaction, and what else belongs to the last word
PLACE = "r.year * 100000000 + r.number"
_SWEPT = ("search_document", "opinion", "message", "words", "original", "blob_chunk")  # what holds most words
MARKED = ("status", "channel", "unit_id", "band", "held", "secret", "issue_id")


@dataclass(frozen=True, slots=True)
class Text:
    """Words that belong to an opinion; `kind` is subject, body, place, in or out (messages), file or note."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """What is kept of an opinion."""

    position: int
    opinion_id: int
    words: str
    marks: str


def mark(name: str, value: object) -> str:
    """The token under which a list finds what it is narrowed to; no text has it."""
    return f"{BORDER}{name}_{value}"


def named(conn: Connection, name: str) -> str:
    """The token of a name, or of one part of it."""
    return mark("name", receipts.contact_hash(conn.keys, f"name:{words(fold(name)).strip()}")[:16])


def lock(conn: Connection, opinion_ids: Sequence[int]) -> list[int]:
    """Those of these opinions that nobody is changing, and nobody changes before the transaction ends."""
    if conn.dialect != "postgres":
        return list(opinion_ids)
    held, params = listed(opinion_ids)
    rows = conn.execute(
        f"SELECT id FROM opinion WHERE id IN ({held}) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED", params
    )
    return [row["id"] for row in rows.fetchall()]


def texts(conn: Connection, opinion_ids: Sequence[int]) -> dict[int, list[Text]]:
    """Everything that readers may read of opinions, by opinion; nothing of those that only few may know of."""
    return {row["id"]: _own(row) + further for row, further in _read(conn, opinion_ids)}


def documents(conn: Connection, opinion_ids: Sequence[int]) -> dict[int, Document]:
    """What is to be kept of opinions as they are now; those that only few may know of have none."""
    issues = _issues(conn, opinion_ids)
    return {
        row["id"]: Document(
            row["position"], row["id"], _words(_own(row) + further), _marks(conn, row, issues.get(row["id"], []))
        )
        for row, further in _read(conn, opinion_ids)
    }


def put(conn: Connection, document: Document, now: datetime) -> None:
    """Let an opinion be found by its document, and by no other; words that it has no more are to be scrubbed."""
    old = _kept(conn, document.opinion_id)
    if old == document:
        return
    if old is not None:
        _take_out(conn, old)
    _put_in(conn, document)
    if old is not None and not set(index_tokens(old.words)) <= set(index_tokens(document.words)):
        jobs.again(conn, document.opinion_id, jobs.SCRUB, now)


def forget(conn: Connection, opinion_id: int, now: datetime) -> None:
    """Let an opinion not be found any more, at once.

    Called after the opinion was changed in the same transaction: who indexes locks opinions first, too.
    """
    old = _kept(conn, opinion_id)
    if old is not None:
        _take_out(conn, old)
        jobs.again(conn, opinion_id, jobs.SCRUB, now)


def merge(conn: Connection, pages: int) -> bool:
    """Write some more pages of SQLite's index anew, without the words that were taken out; whether some are left.

    A negative number of pages begins anew with the whole index.
    """
    before = _changes(conn)
    conn.execute("INSERT INTO search_index (search_index, rank) VALUES ('merge', :pages)", {"pages": pages})
    return _changes(conn) - before > 1


def sweep(conn: Connection) -> bool:
    """After the last `merge`, outside a transaction: leave no deleted words in SQLite's log; False while it is read.

    On PostgreSQL this is all that is done.
    """
    if conn.dialect == "postgres":
        for table in _SWEPT:
            conn.execute(f"VACUUM {table}")
        return True
    row = conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return row is not None and row["busy"] == 0


def _read(conn: Connection, opinion_ids: Sequence[int]) -> list[tuple[Row, list[Text]]]:
    held, params = listed(opinion_ids)
    further: dict[int, list[Text]] = defaultdict(list)
    for row in conn.execute(
        f"""SELECT opinion_id, direction AS kind, substr(body, 1, {LONGEST}) AS text, id AS place FROM message
        WHERE opinion_id IN ({held})
        UNION ALL SELECT opinion_id, 'file', filename, position FROM attachment
        WHERE opinion_id IN ({held}) AND filename IS NOT NULL AND role <> 'raw'
        UNION ALL SELECT e.subject_id, 'note', w.text, e.seq FROM event e JOIN words w ON w.id = e.words_id
        WHERE e.subject_id IN ({held}) AND e.staff_id IS NOT NULL AND w.text IS NOT NULL
        ORDER BY kind, place""",
        params,
    ):
        further[row["opinion_id"]].append(Text(row["kind"], row["text"]))
    rows = conn.execute(
        f"""SELECT o.id, o.subject, substr(o.body, 1, {LONGEST}) AS body, o.place, o.name, o.channel, o.status,
            o.unit_id, o.band, o.held, o.urgent, {PLACE} AS position
        FROM opinion o JOIN register r ON r.opinion_id = o.id WHERE o.id IN ({held}) AND {SHOWN} ORDER BY o.id""",
        params,
    )
    return [(row, further[row["id"]]) for row in rows.fetchall()]


def _issues(conn: Connection, opinion_ids: Sequence[int]) -> dict[int, list[int]]:
    held, params = listed(opinion_ids)
    found: dict[int, list[int]] = defaultdict(list)
    for row in conn.execute(
        f"""SELECT opinion_id, issue_id FROM link WHERE opinion_id IN ({held}) AND state <> 'rejected'
        ORDER BY opinion_id, issue_id""",
        params,
    ):
        found[row["opinion_id"]].append(row["issue_id"])
    return found


def _own(row: Row) -> list[Text]:
    return [Text(kind, row[kind]) for kind in ("subject", "body", "place") if row[kind]]


def _words(found: Iterable[Text]) -> str:
    whole = BORDER.join(filter(None, (words(fold(text.text)) for text in found)))
    return whole if len(whole) <= LONGEST else f"{whole[:LONGEST]} "


def _marks(conn: Connection, row: Row, issues: Iterable[int]) -> str:
    marks = [mark("status", row["status"]), mark("channel", row["channel"]), mark("band", row["band"] or "pending")]
    if row["unit_id"] is not None:
        marks.append(mark("unit_id", row["unit_id"]))
    if row["held"] is not None:
        marks.append(mark("held", True))
    if row["urgent"]:
        marks.append(mark("urgent", True))
    marks += [mark("issue_id", issue_id) for issue_id in issues]
    names = {row["name"], *row["name"].split()} if row["name"].strip() else set()
    return " ".join(marks + sorted(named(conn, name) for name in names))


def _kept(conn: Connection, opinion_id: int) -> Document | None:
    row = conn.execute(
        "SELECT position, opinion_id, words, marks FROM search_document WHERE opinion_id = :id", {"id": opinion_id}
    ).fetchone()
    return Document(row["position"], row["opinion_id"], row["words"], row["marks"]) if row else None


def _tokens(document: Document) -> list[str]:
    return index_tokens(document.words) + document.marks.split()


def _put_in(conn: Connection, document: Document) -> None:
    row = {
        "position": document.position,
        "id": document.opinion_id,
        "words": document.words,
        "marks": document.marks,
    }
    if conn.dialect == "postgres":
        conn.execute(
            """INSERT INTO search_document (position, opinion_id, words, marks, tokens)
            VALUES (:position, :id, :words, :marks, array_to_tsvector(CAST(:tokens AS text[])))""",
            {**row, "tokens": sorted(set(_tokens(document)))},
        )
        return
    conn.execute(
        "INSERT INTO search_document (position, opinion_id, words, marks) VALUES (:position, :id, :words, :marks)", row
    )
    conn.execute(
        "INSERT INTO search_index (rowid, tokens) VALUES (:position, :tokens)",
        {"position": document.position, "tokens": " ".join(_tokens(document))},
    )


def _take_out(conn: Connection, document: Document) -> None:
    conn.execute("DELETE FROM search_document WHERE position = :position", {"position": document.position})
    if conn.dialect == "sqlite":
        # a contentless index must be told what it had: what is not exactly that would stay in it for ever
        conn.execute(
            "INSERT INTO search_index (search_index, rowid, tokens) VALUES ('delete', :position, :tokens)",
            {"position": document.position, "tokens": " ".join(_tokens(document))},
        )


def _changes(conn: Connection) -> int:
    row = conn.execute("SELECT total_changes() AS n").fetchone()
    assert row is not None
    return int(row["n"])
