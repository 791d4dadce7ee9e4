"""Which opinions a paper quotes: all of a small period, else the most typical of each entry. Pure."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from intake.digest.opinion_tables import remarks
from intake.digest.periods import spoken_day
from intake.digest.types import OpinionLine, Snapshot
from intake.digest.wording import few, ranked
from intake.labels import label
from intake.model import Channel, Stance
from intake.text.segment import bigrams

CHOSEN = 3  # opinions quoted for an entry where not all are


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody wrote, under a line that says which opinion it is."""

    head: str
    text: str


def quotes(found: Snapshot) -> list[tuple[str, list[Quote]]]:
    """The quoted opinions by entry, those entries first that most speak about; the same words once."""
    by_issue: dict[str, dict[str, list[OpinionLine]]] = defaultdict(lambda: defaultdict(list))
    for line in found["opinions"]:
        if words := f"{line['subject']}\n{line['text']}".strip():
            by_issue[line["main"]][" ".join(words.split())].append(line)
    names = {line["id"]: line["title"] for line in ranked(found["issues"])} | {"": "未关联或尚未分办"}
    made = []
    for issue_id, title in names.items():
        voices = list(by_issue[issue_id].values())
        chosen = voices if few(found) else typical(voices)
        if chosen:
            made.append((title, [_quote(voice) for voice in chosen]))
    return made


def typical(voices: Sequence[list[OpinionLine]]) -> list[list[OpinionLine]]:
    """The few voices whose words are shared most by the others, doubts first; in the register's order.

    A voice is one or several opinions of the same words, and weighs as many.
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


def _quote(voice: Sequence[OpinionLine]) -> Quote:
    line = voice[0]
    marks = [line["number"], f"{spoken_day(date.fromisoformat(line['received_on']))}{label(Channel(line['channel']))}"]
    if line["stance"]:
        marks.append(label(Stance(line["stance"])))
    if remarks(line):
        marks.append(remarks(line))
    if len(voice) > 1:
        marks.append(f"另有{len(voice) - 1}件内容相同")
    subject = f"{line['subject']}\n" if line["subject"] else ""
    return Quote("　".join(marks), subject + line["text"])
