"""The quality that is promised, on made opinions that nothing was fitted on."""

from pathlib import Path

import pytest
from linking_world import known, linker

from intake.cli.link import examples_in
from intake.linking.evaluate import Figure, auroc, calibration_error, measure
from intake.linking.types import Answer, Example, Suggestion

DATA = Path(__file__).parent / "data" / "linking"
SHARED = Path(__file__).parent.parent.parent / "shared" / "linking" / "dev.jsonl"


def figures(path: Path) -> dict[str, Figure]:
    return {figure.name: figure for figure in measure(linker().suggest, examples_in(path))}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "first", "three", "area"), [("opinions-held", 0.88, 0.94, 0.95), ("letters-held", 0.86, 0.93, 0.96)]
)
def test_unseen_made_opinions_find_their_entry(name: str, first: float, three: float, area: float) -> None:
    found = figures(DATA / f"{name}.jsonl")
    assert found["第一条正确"].value >= first
    assert found["前三条含正确"].value >= three
    assert found["有无关联 AUROC"].value >= area
    assert found["概率误差 ECE"].value <= 0.1


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="the opinions by other writers are not here")
def test_opinions_by_other_writers_find_their_entry() -> None:
    found = figures(SHARED)
    assert found["第一条正确"].value >= 0.85
    assert found["前三条含正确"].value >= 0.95
    assert found["有无关联 AUROC"].value >= 0.93
    assert found["概率误差 ECE"].value <= 0.06


def answer(related: float, *suggestions: tuple[str, float]) -> Answer:
    return Answer(tuple(Suggestion(key, p, ()) for key, p in suggestions), related, related < 0.5, "look")


def test_the_table_counts_what_it_says() -> None:
    told = {"a": answer(0.9, ("1", 0.8), ("2", 0.2)), "b": answer(0.8, ("2", 0.6), ("1", 0.4)), "c": answer(0.1)}
    found = {
        figure.name: figure
        for figure in measure(
            told.__getitem__,
            [*map(labelled, ("a", "b"), ("1", "1")), labelled("c", None)],
        )
    }
    assert found["第一条正确"].value == 0.5
    assert found["前三条含正确"].value == 1
    assert found["有无关联 AUROC"].value == 1
    assert found["判为无关的正确率"].value == found["无关的识别率"].value == 1
    assert found["第一条正确"].count == 2
    assert found["第一条正确"].low <= 0.5 <= found["第一条正确"].high


def labelled(text: str, key: str | None) -> Example:
    return Example(text, (key,) if key else ())


def test_ties_count_half() -> None:
    assert auroc([(answer(0.5), ("1",)), (answer(0.5), ())]) == 0.5


def test_sure_and_wrong_is_the_largest_error() -> None:
    assert calibration_error([(answer(1, ("1", 1.0)), ("2",))]) == 1
    assert calibration_error([(answer(1, ("1", 1.0)), ("1",))]) == 0


def test_no_labelled_opinion_is_among_the_sayings() -> None:
    said = {saying for concept in known().concepts for saying in concept.sayings}
    for path in DATA.glob("*.jsonl"):
        assert not said & {example.text for example in examples_in(path)}
