"""How well repeats are told from similar opinions, on pairs that were made for it (tests/data/likeness)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from builders import NOW, opinion

from intake import likeness
from intake.db import Connection
from intake.model import Channel, Likeness
from intake.store.likeness import repeats

DATA = Path(__file__).parent / "data" / "likeness"
CORPUS = Path(__file__).resolve().parents[2] / "shared" / "linking" / "dev.jsonl"


def pairs(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


class Register:
    """Texts as opinions, each once however many pairs it is in."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._ids: dict[tuple[str, int | None], int] = {}

    def take(self, side: dict[str, Any]) -> int:
        key = side["text"], side.get("cut")
        if key not in self._ids:
            taken = opinion(self._conn, channel=Channel(side["channel"]), body=side["text"], cut=side.get("cut"))
            self._ids[key] = taken.opinion_id
        return self._ids[key]

    def found(self) -> Iterator[tuple[frozenset[int], Likeness]]:
        while likeness.work(self._conn, NOW):
            pass
        for opinion_id in self._ids.values():
            for repeat in repeats(self._conn, opinion_id, limit=50):
                yield frozenset({opinion_id, repeat.id}), repeat.kind


@pytest.mark.parametrize(("name", "recall"), [("tuned", 0.99), ("held", 0.96)])
def test_repeats_are_found_and_nothing_else_is(conn: Connection, name: str, recall: float) -> None:
    register, made = Register(conn), pairs(name)
    ids = [frozenset({register.take(pair["a"]), register.take(pair["b"])}) for pair in made]
    text_of = {register.take(side): side["of"] for pair in made for side in (pair["a"], pair["b"])}
    wanted = [both for both, pair in zip(ids, made, strict=True) if pair["label"] in ("same", "nearly")]
    found = dict(register.found())
    assert [both for both in found if len({text_of[opinion_id] for opinion_id in both}) > 1] == []
    assert sum(both in found for both in wanted) / len(wanted) >= recall
    same = [both for both, pair in zip(ids, made, strict=True) if pair["label"] == "same"]
    assert sum(found.get(both) == Likeness.SAME for both in same) / len(same) >= 0.94


def test_the_pairs_are_enough_and_half_of_the_traps_are_about_the_same_matter() -> None:
    labels = [pair["label"] for name in ("tuned", "held") for pair in pairs(name)]
    assert len(labels) >= 150
    assert labels.count("similar") >= 60


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of opinions is not there")
def test_opinions_of_many_writers_about_the_same_circular_are_no_repeats(conn: Connection) -> None:
    register = Register(conn)
    for line in CORPUS.read_text(encoding="utf-8").splitlines():
        register.take({**json.loads(line), "cut": None})
    assert list(register.found()) == []
