"""What people decided, as the linker learns it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from intake.db import Connection
from intake.linking.examples import kept
from intake.linking.types import Example
from intake.store import circulars, links, models
from intake.store.links import Decided


def of_version(conn: Connection, version: int) -> list[Example]:
    """The lessons of a version in their present wording; what was sealed or emptied since is none any more."""
    return with_texts(conn, about(conn, links.decided(conn, models.lessons(conn, version))))


def about(conn: Connection, decided: Iterable[Decided]) -> dict[int, Example]:
    """By opinion what was decided on the entries that can be linked, still without the text.

    A link to another circular is not a link to none; a decision that it concerns no entry at all is one.
    """
    known = {issue.id for issue in circulars.linkable(conn)}
    return {each.opinion_id: _example(each, known) for each in decided if _teaches(each, known)}


def sample(lessons: dict[int, Example], targets: int) -> list[int]:
    """The opinions to learn from, so many that the cost does not grow with what was decided; always the same ones."""
    named = [replace(example, text=str(opinion_id)) for opinion_id, example in lessons.items()]
    return sorted(int(example.text) for example in kept(named, targets))


def with_texts(conn: Connection, lessons: dict[int, Example]) -> list[Example]:
    """The lessons whose text may be read, by opinion."""
    texts = links.texts(conn, sorted(lessons))
    return [replace(lessons[opinion_id], text=texts[opinion_id]) for opinion_id in sorted(texts)]


def _teaches(decided: Decided, known: set[int]) -> bool:
    return decided.none or not known.isdisjoint((*decided.issue_ids, *decided.rejected))


def _example(decided: Decided, known: set[int]) -> Example:
    def keys(ids: Sequence[int]) -> tuple[str, ...]:
        return tuple(str(issue_id) for issue_id in ids if issue_id in known)

    rejected = () if decided.none else keys(decided.rejected)
    return Example("", keys(decided.issue_ids), rejected, decided.weight)
