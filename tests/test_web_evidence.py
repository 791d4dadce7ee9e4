"""The marks in an opinion's text: exactly the characters of the evidence, whatever the spans are."""

from hypothesis import given
from hypothesis import strategies as st

from intake.model import Evidence
from intake.web.evidence import Piece, ordered, pieces

TEXT = "我家六楼，什么时候加装电梯？"


def test_evidence_is_cut_out_and_numbered_in_the_texts_order() -> None:
    assert pieces(TEXT, [Evidence(9, 13), Evidence(2, 4)]) == [
        Piece("我家"),
        Piece("六楼", 1),
        Piece("，什么时候"),
        Piece("加装电梯", 2),
        Piece("？"),
    ]


def test_of_two_that_overlap_the_first_is_marked() -> None:
    assert [e.start for e in ordered([Evidence(3, 6), Evidence(2, 4), Evidence(2, 5)], TEXT)] == [2]


def test_a_mark_across_the_cut_keeps_its_number_on_both_sides() -> None:
    spans = [Evidence(0, 2), Evidence(9, 13)]
    assert [p.number for p in pieces(TEXT, spans, 0, 11)] == [1, None, 2]
    assert pieces(TEXT, spans, 11) == [Piece("电梯", 2), Piece("？")]


def test_an_emoji_is_one_character_as_for_the_linker() -> None:
    assert pieces("🙂加装电梯", [Evidence(1, 5)]) == [Piece("🙂"), Piece("加装电梯", 1)]


spans = st.lists(st.builds(Evidence, st.integers(-5, 30), st.integers(-5, 30)), max_size=8)


@given(st.text(max_size=20), spans, st.integers(0, 20))
def test_nothing_of_a_text_is_lost_or_doubled(text: str, evidence: list[Evidence], cut: int) -> None:
    cut = min(cut, len(text))
    assert "".join(p.text for p in pieces(text, evidence, 0, cut) + pieces(text, evidence, cut)) == text
