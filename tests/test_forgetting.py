"""Every column that holds words of citizens, or something made of them, is known to who deletes them."""

import re

import pytest

from intake.db import Connection
from intake.store import copies

pytestmark = pytest.mark.both
# columns whose texts are no words of a citizen or made of them, and where such words are dealt with otherwise
OTHERWISE = {
    "digest.snapshot": "written anew by digest.mending",
    "search_document.words": "made anew by the worker",
    "search_document.marks": "codes, names as keyed hashes",
    "link.evidence": "forgotten with the words",
    "original.text": "cut by traces.forget",
    "event.data": "codes and ids only",
    "draft.fields": "of the desk, deleted when the opinion is entered",
    "reading.text": "of a scan, deleted when the opinion is entered",
    "staged_upload.draft": "a key",
    "undo_step.before": "codes and ids only",
    "staged_upload.filename": "deleted when the opinion is entered",
    "mail.reason": "the rule by which a mail is kept",
    "opinion.details": "each entry is a place of its own",
    "opinion.held": "the machine's reason",
    **dict.fromkeys(
        ("opinion.name", "opinion.phone", "opinion.email", "opinion.address"), "contacts, for their readers"
    ),
    **dict.fromkeys(("message.sender", "outbox.recipient"), "contacts, for their readers"),
}
WORDLESS = re.compile(
    r"\.(state|.*_at|.*_on|day|period|.*hash|hash|.*kind|form|format|blob|sha256|token|key|channel|origin|status|nature"
    r"|stance|disposal|aside_reason|outcome|seal|band|direction|role|place|salt|media_type|scan|scan_type|error|.*digest"
    r"|field|content|mailbox|message_id|wanted|at|keys|data|model|reminded|code|their_number|addressee|leader|fields)$"
)
ELSEWHERE = re.compile(  # what staff, programs and circulars have of their own
    "(absence|api_key|attempt|circular|circular_version|day_seal|heartbeat|issue|issue_version|ledger|measure|migration|office"
    r"|own_words|phrase|poster|reserved_number|rule|saved_view|staff|subscriber|unit|workday)\."
)


def test_a_new_column_with_texts_must_say_how_its_words_are_forgotten(conn: Connection) -> None:
    if conn.dialect == "sqlite":
        rows = conn.execute(
            "SELECT m.name AS name, p.name AS col FROM sqlite_schema m JOIN pragma_table_info(m.name) p "
            "WHERE m.type = 'table' AND m.name NOT LIKE 'search_index%' AND p.type IN ('TEXT', 'BLOB')"
        )
    else:
        rows = conn.execute(
            "SELECT table_name AS name, column_name AS col FROM information_schema.columns "
            "WHERE table_schema = 'public' AND data_type IN ('text', 'bytea')"
        )
    known = {row["name"] + "." + row["col"] for row in rows}
    assert {name for name in known if not (WORDLESS.search(name) or ELSEWHERE.match(name))} - set(copies.PLACES) - set(
        OTHERWISE
    ) == set()
    assert set(copies.PLACES) <= known
