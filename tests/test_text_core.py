"""What remains of a text for comparing."""

import time

import pytest

from intake.text.core import LONGEST, core

WORDS = "我家住六楼，膝盖不行了，下一趟楼要歇三回。"
CORE = "我家住六楼膝盖不行了下一趟楼要歇三回"


@pytest.mark.parametrize(
    "text",
    [
        WORDS,
        "我家住六楼,膝盖不行了 , 下一趟楼要歇三回！！",
        "我家住六樓，膝蓋不行了，下一趟樓要歇三回。",
        "尊敬的区委领导：\n    您好！\n" + WORDS + "\n    此致\n敬礼！\n\n        居民 王建华\n        2026年11月5日",
        "各位领导，" + WORDS + "谢谢！",
        "来电人反映：" + WORDS,
        WORDS + "\n\n发自我的iPhone",
        WORDS + "\n--\n李明\n某某信息技术有限公司",
        WORDS + '\n在 2026-11-02 09:12:33，"区委办" <a@126.com> 写道：\n> 您的意见已收到',
        WORDS + "\n------------------ 原始邮件 ------------------\n发件人: 区委办\n您的意见已收到",
        WORDS + "希望有关部门尽快核实处理。",
        "我家住六楼，膝盖不行了，\n下一趟楼要歇三\n回。",
        "😀" + WORDS + "🙏🙏",
    ],
)
def test_the_same_words_have_the_same_core(text: str) -> None:
    assert core(text) == CORE


def test_what_others_said_is_left_out() -> None:
    assert core("通报说“2023年新加梯300台，累计竣工633台”。我们这里一台也没有，哪里来的三百台？") == (
        "通报说我们这里一台也没有哪里来的三百台"
    )


def test_a_text_of_nothing_but_frame_is_kept() -> None:
    assert core("感谢各位领导！") == "感谢各位领导"
    assert core("“这一整段话都在引号里面，一个字也不在外面。”") == "这一整段话都在引号里面一个字也不在外面"


def test_greeting_and_signature_never_eat_all_between_them() -> None:
    assert core("尊敬的某某街道某某居委会的各位领导：电梯呢？此致敬礼" + "居民王某某" * 3) != ""


@pytest.mark.parametrize("text", ["", " \n\t", "！？……", "😀👍🏻🇨🇳", "\u200b\ufeff", "\x00\x01"])
def test_a_text_without_words_has_no_core(text: str) -> None:
    assert core(text) == ""


def test_what_scanners_confuse_is_one() -> None:
    assert core("上周未己经报过，太夭真了，门囗没入管") == core("上周末已经报过，太天真了，门口没人管")


def test_of_a_very_long_text_the_end_still_tells_two_apart() -> None:
    long = "电梯" * LONGEST
    assert core(long + "甲") != core(long + "乙")
    assert core(long + "甲") == core(long + "甲")
    assert len(core(long)) < LONGEST + 10


@pytest.mark.parametrize("piece", ["\n", "。\n a", "“", "希望", "尊敬的", "> ", "请", "-", "谢谢", "a\n"])
def test_no_text_takes_long(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    started = time.process_time()
    core(text)
    assert time.process_time() - started < 1
