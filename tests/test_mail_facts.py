"""What staff are told of a mail besides its text."""

from zoneinfo import ZoneInfo

from builders import NOW
from flask.testing import FlaskClient
from letters import letter
from pages import page

from intake.channels.mail import facts, filing
from intake.channels.mail.filing import Arrival
from intake.channels.mail.message import parse
from intake.db import Connection

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_only_what_is_there_is_told() -> None:
    details = {
        "sent_at": "2026-11-18T01:30:00+00:00",
        "mentions": ["2026-000001", "2026-000007"],
        "message_id": "<1@x>",
    }
    assert facts.described(details, SHANGHAI) == [
        ("邮件写于", "2026-11-18 09:30"),
        ("提到的登记编号", "2026-000001、2026-000007"),
    ]
    assert facts.described({"call_at": "…"}, SHANGHAI) == []


def test_staff_see_it_beside_the_opinion(conn: Connection, staff_client: FlaskClient) -> None:
    raw = letter("Reply-To: other@example.org", body="-----BEGIN PGP MESSAGE-----", subject="见 2026-000001")
    [entry] = filing.file(conn, [Arrival("a@example.cn/INBOX", 7, 1, NOW, raw, parse(raw))], lambda: NOW)
    shown = page(staff_client, f"/staff/queue/{entry.opinion_id}")
    for words in ("2026-11-18 09:30", "other@example.org", "2026-000001", "邮件已加密（PGP），无法阅读"):
        assert words in shown
