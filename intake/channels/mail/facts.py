"""What staff are told of a mail besides its text, from the details that stand with its opinion.  Pure, light."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo


def described(details: dict[str, Any], zone: ZoneInfo) -> list[tuple[str, str]]:
    """Label and words; empty for an opinion that was no mail."""
    lines = [
        ("邮件写于", _moment(details.get("sent_at", ""), zone)),
        ("回复地址", details.get("reply_to", "")),
        ("提到的登记编号", "、".join(details.get("mentions", ()))),
        ("邮件说明", "；".join(details.get("notes", ()))),
    ]
    return [(label, words) for label, words in lines if words]


def _moment(text: str, zone: ZoneInfo) -> str:
    return f"{datetime.fromisoformat(text).astimezone(zone):%Y-%m-%d %H:%M}" if text else ""
