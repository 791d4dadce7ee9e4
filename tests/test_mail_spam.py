"""Spam is held with an explained score; citizens' mail is not."""

import pytest
from letters import letter, with_file

from intake.channels.mail.message import parse
from intake.channels.mail.message_spam import HELD_FROM, RULES

RICH = "Content-Type: text/html; charset=utf-8"

SIGNS = [
    ("邮箱服务商标为垃圾邮件", letter("X-Spam-Flag: YES")),
    ("附件是程序", with_file(b"MZ", name="photo.jpg.exe")),
    ("推销或诈骗用语", letter(body="低息贷款，秒批到账，加微信")),
    ("发件人身份验证未通过", letter("Authentication-Results: mx.126.com; spf=fail; dkim=fail; dmarc=fail")),
    ("链接与显示的不一致", letter(RICH, body='<a href="http://evil.example/x">www.gov.cn</a>')),
    ("链接很多", letter(body=" ".join(f"http://a{n}.example/" for n in range(5)))),
    ("只有一个链接", letter(body="http://a.example/x")),
    ("只有图片", letter(RICH, body='<img src="http://a.example/p.gif">')),
    ("群发邮件", letter("List-Unsubscribe: <mailto:u@example.org>")),
    ("没有中文", letter(subject="Offer", body="We are a leading manufacturer of steel tubes.")),
    ("回复地址与发件人不同", letter("Reply-To: x@example.com")),
]


def test_every_rule_is_shown_by_a_mail() -> None:
    assert [words for _, words in ((points, words) for points, words, _ in RULES if points > 0)] == [
        w for w, _ in SIGNS
    ]


@pytest.mark.parametrize(("words", "raw"), SIGNS)
def test_a_sign_is_named_in_words(words: str, raw: bytes) -> None:
    assert words in parse(raw).suspicion.reasons


CITIZENS = [
    letter(body="出入境办证大厅周六开门吗？"),
    letter(body="通报说电梯整改完成，我们小区没有，见 http://www.shyp.gov.cn/a 和照片。"),
    letter(RICH, body='<a href="http://www.shyp.gov.cn/a">shyp.gov.cn</a> 里的通报我看了，居委整改不到位'),
    letter(
        "Reply-To: x@example.com", "List-Unsubscribe: <mailto:u@example.org>", body="物业收停车费不开发票，请整改。"
    ),
    letter(subject="Elevator", body="Please install the elevator in our building, thank you very much."),
    letter("Authentication-Results: mx.126.com; spf=fail; dkim=pass; dmarc=pass"),
]


@pytest.mark.parametrize("raw", CITIZENS)
def test_a_citizens_mail_is_not_held(raw: bytes) -> None:
    assert parse(raw).suspicion.points < HELD_FROM


@pytest.mark.parametrize(
    "raw",
    [
        letter(subject="代开发票", body="各类发票代开，联系微信 abc"),
        letter(subject="Casino bonus", body="Play now at our casino and win http://a.example"),
        letter("X-Spam-Flag: YES", body="您好"),
    ],
)
def test_plain_spam_is_held(raw: bytes) -> None:
    assert parse(raw).suspicion.points >= HELD_FROM
