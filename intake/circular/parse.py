"""A circular's text → catalogue, facts and what was not clear. Pure; reads no file and knows no database."""

from dataclasses import asdict, replace
from datetime import date
from typing import Any

from intake.circular import roles
from intake.circular.checks import doubts
from intake.circular.closing import ends_page
from intake.circular.contacts import contacts_in
from intake.circular.entries import Reading
from intake.circular.facts import facts_in
from intake.circular.header import header_of, next_title
from intake.circular.lines import Line, fold, lines
from intake.circular.outline import build
from intake.circular.tables import row_nodes
from intake.circular.totals import totals_in
from intake.circular.types import Parsed, ParsedIssue, Source

_LONGEST_HEADING = 60
_MORE = "文件中不止一份通报，只读取了第一份；其余的请另存为单独的文件后分别导入。"


def parse(source: Source) -> Parsed:
    """Understand a circular; every text is understood somehow, what was doubtful stands in `unclear`."""
    rows = lines(source.text)
    header = header_of(source.text, rows)
    body = _body(rows[header.lines :])
    more = next_title(body)
    flat = fold(source.text)[: body[more].start if more else None]
    body = body[:more]
    root = build(body, body[-1].end if body else 0, row_nodes(source.text), source.shown)
    found = roles.assign(root, flat)
    reading = Reading(source.text, flat, rows, roles.count_votes(found.tops, flat))
    issues = reading.issues(found.tops)
    sections = reading.sections(found.sections)
    outside = _outside(flat, issues)
    parsed = Parsed(
        facts=facts_in(flat, outside, header),
        contacts=contacts_in(flat, source.text),
        totals=totals_in(outside, flat),
        issues=tuple(issues),
        sections=tuple(sections),
    )
    found_more = [_MORE] if more else []
    return replace(parsed, unclear=(*found_more, *doubts(parsed, found, reading.groups, flat)))


def _body(rows: list[Line]) -> list[Line]:
    """The lines without the furniture of a page below the circular; above, sharing and printing are offered as well."""
    begun = False
    for at, row in enumerate(rows):
        begun = begun or len(row.flat) > _LONGEST_HEADING or row.mark is not None
        if begun and ends_page(row.flat):
            return rows[:at]
    return rows


def _outside(flat: str, issues: list[ParsedIssue]) -> str:
    """The folded text without what belongs to an entry."""
    pieces: list[str] = []
    at = 0
    for issue in issues:
        pieces.append(flat[at : max(at, issue.start)])
        at = max(at, issue.end)
    return "\n".join([*pieces, flat[at:]])


def to_json(parsed: Parsed) -> dict[str, Any]:
    """Plain JSON values in the shape that `intake circular parse` prints."""
    facts = {
        key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(parsed.facts).items()
    }
    return {
        **facts,
        "contacts": asdict(parsed.contacts),
        "totals": asdict(parsed.totals),
        "issues": [asdict(issue) for issue in parsed.issues],
        "sections": [asdict(section) for section in parsed.sections],
        "unclear": list(parsed.unclear),
    }
