"""Where quoted older mail begins: each layout by one mail, and what must not be cut."""

import pytest

from intake.channels.mail.message_cut import find_cut

MINE = "同意第五条。\n另外建议把“可以”改为“应当”。\n"
OLDER = "您好，您的意见已收到。\n请问有何具体建议？"

QUOTED = {
    "qq": f'\n\n------------------ 原始邮件 ------------------\n发件人: "办公室"<yijian@example.cn>;\n{OLDER}',
    "qq-phone": f'\n\n---原始邮件---\n发件人:"办公室"<yijian@example.cn>\n发送时间:2024年3月5日\n{OLDER}',
    "netease": f'\n\n在 2024-03-05 10:20:00，"办公室" <yijian@example.cn> 写道：\n\n{OLDER}',
    "netease-phone": f"\n\n---- 回复的原邮件 ----\n| 发件人 | 办公室 |\n| 日期 | 2024年03月05日 |\n{OLDER}",
    "foxmail": (
        "\n\nzhangsan@example.org\n \n发件人： 办公室\n发送时间： 2024-03-05 10:20\n"
        f"收件人： 张三\n主题： 回复\n{OLDER}"
    ),
    "outlook": (
        "\n\n________________________________\n发件人: 办公室 <y@e.cn>\n发送时间: 2024年3月5日\n"
        f"收件人: 张三\n主题: 回复\n\n{OLDER}"
    ),
    "outlook-en": (
        f"\n\n-----Original Message-----\nFrom: office\nSent: Tuesday, March 5, 2024\nTo: z\nSubject: re\n\n{OLDER}"
    ),
    "gmail": "\n\n办公室 <yijian@example.cn> 于2024年3月5日周二 10:20写道：\n\n> 您好\n> 请问\n",
    "gmail-en": "\n\nOn Tue, Mar 5, 2024 at 10:20 AM office <yijian@example.cn>\nwrote:\n\n> hello\n> there\n",
    "iphone": (
        "\n\n发自我的 iPhone\n\n> 在 2024年3月5日，10:20，办公室 <yijian@example.cn> 写道：\n> \n> 您好\n> 请问\n"
    ),
    "zoho": f"\n\n---- On Tue, 05 Mar 2024 10:20:00 +0800 office <y@e.cn> wrote ----\n\n{OLDER}",
    "signature": "\n\n-- \n张三\n电话：021-12345678\n",
    "signature-above": f'\n\n--\n张三\n\n在 2024-03-05 10:20:00，"办公室" <yijian@example.cn> 写道：\n\n{OLDER}',
    "signature-below": "\n\n办公室 <yijian@example.cn> 于2024年3月5日周二 10:20写道：\n\n> 您好\n> 请问\n\n-- \n张三\n",
    "only-marks": "\n\n> 您好\n> 请问有何建议？\n",
}


@pytest.mark.parametrize("layout", QUOTED)
def test_the_older_mail_is_found(layout: str) -> None:
    text = MINE + QUOTED[layout]
    cut = find_cut(text)
    assert cut is not None
    assert text[:cut].strip() == MINE.strip()


@pytest.mark.parametrize(
    "line", ["发自我的 iPhone", "发自我的小米手机", "Sent from my iPhone", "来自 华为手机", "从我的 Android 发送"]
)
def test_a_telephones_own_last_line_is_no_part_of_the_opinion(line: str) -> None:
    cut = find_cut(f"{MINE}\n{line}\n")
    assert cut is not None
    assert (MINE + "\n")[:cut].strip() == MINE.strip()


WHOLE = [
    MINE,
    "通报里写道：电梯已经装好。其实没有。",
    "物业在公告上写道：\n下周开工。\n至今没有开工。",
    "人均面积 >60 平方米的住户\n>60岁的老人\n都应优先。",
    "发件人一栏写错了，请更正。",
    "---\n第一，电梯。\n---\n第二，停车。",
    "第一，电梯。\n--\n第二，停车。",
    "电梯没有修好。\n--",
    "Broken since May.\n\nSent from my desk, not from my phone.",
    f"在 2024/3/5 10:20, 办公室 写道:\n> 您好\n> 请问\n\n{MINE}",  # answered below the quoted lines
    f"---------- 转发的邮件 ----------\n发件人: 邻居\n日期: 2024年3月5日\n主题: 停车\n{OLDER}",  # that is the message
    "",
]


@pytest.mark.parametrize("text", WHOLE)
def test_a_citizens_own_words_are_never_cut(text: str) -> None:
    assert find_cut(text) is None


def test_a_forwarded_mail_is_the_message() -> None:
    assert find_cut(MINE + QUOTED["qq"], "转发：停车") is None


def test_long_and_hostile_texts_take_no_time() -> None:
    for text in ("> " * 500_000, "写道：\n" * 100_000, "From: a\n" * 100_000, "在" * 1_000_000):
        find_cut(text)
