"""Words that are deleted leave issued digests, too. Those have their own texts: found by what they are."""

import re
from collections.abc import Callable, Mapping, Sequence

from intake.db import Connection
from intake.digest.mending import Said
from intake.digest.types import KEPT_OUT, Instructed, OpinionLine
from intake.model import Opinion
from intake.store import redactions
from intake.store.copies import BODY, SUBJECT, Key
from intake.text.redact import redacted
from intake.text.stretches import Span, blotted, of_all

_INSTEAD = re.compile("〔[^〕]*〕")  # what a digest has in the place of numbers and names


def blotting(conn: Connection, opinion: Opinion, cut: Mapping[Key, Sequence[Span]]) -> Callable[[Said], bool]:
    """What blots the words out of a digest's lines on an opinion; where it cannot find them, the whole text goes."""
    originals = redactions.originals(conn, opinion.id)
    in_subject, in_body = cut.get((SUBJECT, opinion.id), ()), cut.get((BODY, opinion.id), ())
    said = len(opinion.body) if opinion.cut is None else opinion.cut
    subject = _words(originals, {(SUBJECT, opinion.id): in_subject})
    body = _words(originals, {(BODY, opinion.id): [span for span in in_body if span[0] < said]})
    everything = _words(originals, cut)
    own = (opinion.name, opinion.phone, opinion.email)

    def mend(said: Said) -> bool:
        changed = [_line(line, subject, body, own) for line in said.lines]
        changed += [_note(note, everything) for note in said.notes]
        told = [count for count in said.new_words if of_all(count["key"], everything)]
        for count in told:
            said.new_words.remove(count)
        return any(changed) or bool(told)

    return mend


def _words(originals: Mapping[Key, str], cut: Mapping[Key, Sequence[Span]]) -> list[str]:
    return sorted({originals[key][start:end] for key, spans in cut.items() for start, end in spans if key in originals})


def _line(line: OpinionLine, subject: Sequence[str], body: Sequence[str], own: Sequence[str]) -> bool:
    """Blot words out of a line; whether it is another one now."""
    before = line["subject"], line["text"], line["withheld"]
    found = _without(line["subject"], subject, own), _without(line["text"], body, own)
    if None in found:
        line["withheld"], line["subject"], line["text"] = KEPT_OUT, "", ""
    else:
        line["subject"], line["text"] = (text or "" for text in found)
    return before != (line["subject"], line["text"], line["withheld"])


def _without(text: str, gone: Sequence[str], own: Sequence[str]) -> str | None:
    """A digest's text with words blotted out; None where some of them may stand in it in another form."""
    if not text:
        return text
    for words in gone:
        shown = redacted(words, own)
        if not _INSTEAD.sub("", shown).strip() or blotted(words, [(0, len(words))]) in text:
            continue  # a number that the digest never had, or what was hidden already when it was issued
        spans = of_all(text, (words, shown))
        if not spans:
            return None
        text = blotted(text, spans)
    return text


def _note(note: Instructed, gone: Sequence[str]) -> bool:
    text = blotted(note["text"], of_all(note["text"], gone))
    changed, note["text"] = text != note["text"], text
    return changed
