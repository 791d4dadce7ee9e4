"""The thesaurus and its neighbours: what is read, how phrases match, what is refused."""

from pathlib import Path

import pytest
from linking_world import known, targets

from intake.errors import Invalid
from intake.linking import thesaurus
from intake.linking.figures import figures
from intake.linking.phrases import Matcher


def load(folder: Path, text: str, **beside: str) -> thesaurus.Thesaurus:
    for name, words in beside.items():
        (folder / f"{name}.toml").write_text(words, encoding="utf-8")
    path = folder / "thesaurus.toml"
    path.write_text(text, encoding="utf-8")
    return thesaurus.load(path)


def words(known: thesaurus.Thesaurus, text: str) -> list[str]:
    return [text[a:b] for hit in Matcher(known.concepts).find(text) for a, b in hit.spans]


def test_the_seeds_know_several_hundred_concepts_each_with_an_official_term() -> None:
    concepts = known().concepts
    assert len(concepts) > 300
    for concept in concepts:
        assert concept.outside or any(phrase.level == thesaurus.OFFICIAL for phrase in concept.phrases), concept.name


def test_the_seeds_are_not_made_for_one_circular() -> None:
    """Figures and streets of the published circular come from the circular itself, never from the thesaurus."""
    listed = {word for c in known().concepts for phrase in c.phrases for part in phrase.parts for word in part}
    said = "\n".join(saying for concept in known().concepts for saying in concept.sayings)
    for street in ("定海路", "眉州路", "市光三村", "凤南一村", "大桥街道", "平凉路"):
        assert not any(street in word for word in listed)
        assert street not in said
    quoted = {form for target in targets() for form, kind, _, _ in figures(target.text) if kind == 1.0}
    assert not {form for word in listed for form, kind, _, _ in figures(word) if kind == 1.0} & (quoted - {"100%"})


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("加装电梯", "我要加装电梯", ["加装电梯"]),
        ("下…楼", "下一趟楼", ["下", "楼"]),
        ("下…楼", "下雨。楼", []),
        ("下…楼", "楼下", []),
        ("六楼+膝盖", "膝盖坏了住六楼", ["膝盖", "六楼"]),
        ("六楼+膝盖", "六楼" + "很远" * 40 + "膝盖", []),
        ("垃圾…臭|满", "垃圾桶满", ["垃圾", "满"]),
        ("@人+楼", "老伯住楼里", ["老伯", "楼"]),
    ],
)
def test_phrases_match_as_the_notation_says(tmp_path: Path, phrase: str, text: str, found: list[str]) -> None:
    read = load(tmp_path, f'[group]\n"人" = "老伯 阿婆"\n["概念"]\nsay = "{phrase}"')
    assert words(read, text) == found


def test_a_word_inside_a_longer_listed_word_does_not_count(tmp_path: Path) -> None:
    read = load(tmp_path, '["电梯"]\nsay = "电梯"\n["货梯"]\nsay = "货运电梯"')
    assert words(read, "货运电梯坏了") == ["货运电梯"]


def test_names_of_the_district_complete_the_groups_and_the_spelling(tmp_path: Path) -> None:
    read = load(
        tmp_path,
        'spelling = "拉圾=垃圾"\n[group]\n"江边" = "江边"\n["滨江"]\nsay = "@江边…坐"',
        local='spelling = "扬浦=杨浦"\nelsewhere = "宝山"\n[group]\n"江边" = "绿之丘"',
    )
    assert words(read, "绿之丘没处坐") == ["绿之丘", "坐"]
    assert dict(read.spelling) == {"拉圾": "垃圾", "扬浦": "杨浦"}
    assert read.elsewhere == ("宝山",)


def test_sayings_belong_to_their_concept(tmp_path: Path) -> None:
    read = load(tmp_path, '["电梯"]\nofficial = "电梯"', sayings='"电梯" = """\n爬不动\n 下不来 \n"""')
    assert read.concepts[0].sayings == ("爬不动", "下不来")


@pytest.mark.parametrize(
    ("text", "beside", "says"),
    [
        ("x =", {}, "无法读取"),
        ('["a"]\nofical = "b"', {}, "未知项「ofical」"),
        ('["a"]\nbroader = "b"', {}, "上位概念「b」不存在"),
        ('["a"]\nsay = "@无"', {}, "词组「@无」不存在"),
        ('["a"]\nsay = "六楼+"', {}, "空的词语"),
        ('spelling = "错"\n["a"]\nsay = "b"', {}, "异写「错」"),
        ('a = "b"', {}, "应为一节"),
        ('["a"]\nsay = "b"', {"sayings": '"c" = "d"'}, "概念「c」不在同义词表中"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, beside: dict[str, str], says: str) -> None:
    with pytest.raises(Invalid, match=says):
        load(tmp_path, text, **beside)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"none\.toml"):
        thesaurus.load(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("达标的61%", ["61%"]),
        ("百分之六十一", ["61%"]),
        ("百分之九十八点三七", ["98.37%"]),
        ("共154.99亿元", ["154.99亿"]),
        ("收储十四块地", ["14"]),
        ("监督156次", ["156"]),
        ("2023年3月28日,82岁,6楼,住515号,花了200元", []),
        ("三个人", []),
    ],
)
def test_only_telling_figures_are_taken(text: str, forms: list[str]) -> None:
    assert [form for form, *_ in figures(text)] == forms
