"""Which opinions a paper quotes: all of a small period, else the most typical of each entry. Pure."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from intake.digest.opinion_tables import remarks
from intake.digest.types import NOT_CHOSEN, OpinionLine, Snapshot
from intake.digest.wording import few, ranked
from intake.labels import label
from intake.model import Channel, Stance
from intake.text.segment import bigrams

ENTRIES, CHOSEN, LONGEST = 15, 3, 200  # where not all are quoted: entries, opinions on each, characters of each


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody wrote, under a line that says which opinion it is."""

    head: str
    text: str


def quotes(found: Snapshot) -> list[tuple[str, list[Quote]]]:
    """The quoted opinions by entry, those entries first that most speak about; the same words, and what a person has
    joined, are one voice; in a large period what the machine finds alike, too."""
    groups = _voices(found) if whole(found) else _chosen(found)
    longest = None if few(found) else LONGEST
    return [(title, [_quote(voice, longest) for voice in voices]) for title, voices in groups if voices]


def whole(found: Snapshot) -> bool:
    """Whether every opinion is quoted that may be."""
    return few(found) and not not_chosen(found)


def not_chosen(found: Snapshot) -> bool:
    """Whether some opinions stand without their words because the digest has no full annex."""
    return any(line["withheld"] == NOT_CHOSEN for line in found["opinions"])


def chosen(found: Snapshot) -> set[str]:
    """The register numbers of the opinions that would be quoted of a large period."""
    return {line["number"] for _, voices in _chosen(found) for voice in voices for line in voice}


def _voices(found: Snapshot) -> list[tuple[str, list[list[OpinionLine]]]]:
    """What was written by entry, each voice the opinions that have it."""
    by_issue: dict[str, dict[str, list[OpinionLine]]] = defaultdict(lambda: defaultdict(list))
    near = not few(found)
    for line in found["opinions"]:
        if words := f"{line['subject']}\n{line['text']}".strip():
            by_issue[line["main"]][(near and line["alike"]) or line["joined"] or " ".join(words.split())].append(line)
    named = [(line["id"], line["title"]) for line in ranked(found["issues"])]
    return [(title, list(by_issue[issue_id].values())) for issue_id, title in (*named, ("", "未关联或尚未分办"))]


def _chosen(found: Snapshot) -> list[tuple[str, list[list[OpinionLine]]]]:
    *named, rest = _voices(found)
    return [(title, typical(voices)) for title, voices in (*named[:ENTRIES], rest)]


def typical(voices: Sequence[list[OpinionLine]]) -> list[list[OpinionLine]]:
    """The few voices whose words are shared most by the others, doubts first; in the register's order.

    A voice is one or several opinions, and weighs as many.
    """
    pairs = [set(bigrams(voice[0]["text"])) for voice in voices]
    known: Counter[str] = Counter()
    for voice, its in zip(voices, pairs, strict=True):
        known.update(dict.fromkeys(its, len(voice)))

    def rank(n: int) -> tuple[bool, float]:
        doubts = voices[n][0]["stance"] == Stance.DOUBTS
        return doubts, sum(known[pair] for pair in pairs[n]) / (len(pairs[n]) + 5)

    best = sorted(range(len(voices)), key=rank, reverse=True)[:CHOSEN]
    return [voices[n] for n in sorted(best)]


def _quote(voice: Sequence[OpinionLine], longest: int | None) -> Quote:
    line, received = voice[0], date.fromisoformat(voice[0]["received_on"])
    marks = [line["number"], f"{received.month}月{received.day}日{label(Channel(line['channel']))}"]
    if line["stance"]:
        marks.append(label(Stance(line["stance"])))
    if remarks(line):
        marks.append(remarks(line))
    if len(voice) > 1:
        near = "" if len({each["joined"] or each["text"] for each in voice}) == 1 else "或相近"
        marks.append(f"另有{len(voice) - 1}件内容相同{near}")
    words = f"{line['subject']}\n{line['text']}".strip()
    more = "……（余略）" if longest is not None and len(words) > longest else ""
    return Quote("　".join(marks), words[:longest] + more)
