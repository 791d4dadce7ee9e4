"""What makes an opinion wait for a person's look before anything follows from it; nothing is ever refused here.

No puzzle and no third party: work done by the visitor's own device, a field that no person sees, the time a person
takes, and how many came from one address, from its network, or with the same words. What is counted are keyed hashes
which are forgotten again and never stand with an opinion.
"""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from werkzeug.datastructures import Headers

from intake import proof
from intake.channels.form import OpinionForm
from intake.config import Config
from intake.db import Connection
from intake.sentence import Sentence
from intake.store import attempts
from intake.text import core

_HOUR = timedelta(hours=1)
_FROM_ADDRESS, _FROM_NETWORK, _SAME_WORDS = 20, 100, 30  # in an hour
_SHORTEST = 10  # characters from which words that come again and again are one text


@dataclass(frozen=True, slots=True)
class Look:
    """`held` is why staff look first, in their words; `told` what the visitor is to know of it."""

    held: str | None
    told: Sentence | None
    counted: tuple[str, ...]


def network(address: str | None) -> str:
    """What is counted as one visitor: an IPv4 address, or the 64 bits of an IPv6 one that a household gets."""
    return _around(address, 32, 64)


def look(
    conn: Connection, config: Config, headers: Headers, form: OpinionForm, address: str | None, now: datetime
) -> Look:
    """How an opinion that just came is to be taken."""
    subjects = _subjects(form, address)
    shown = proof.check(conn.keys, form.proof.data or "", now) if config.proof_work else None
    counted = (*subjects, *((f"proof:{shown.challenge}",) if shown else ()))
    odd = _odd(conn, config, headers, form, shown, now)
    if odd is not None:
        return Look(odd, None, counted)
    for subject, (most, why) in subjects.items():
        if attempts.count(conn, subject, now - _HOUR) >= most:
            told = Sentence("一小时内收到很多这样的来件，这一件先由工作人员看一遍再办理。您不用再提交。")
            return Look(f"{why}一小时内提交了 {most} 件以上", told, counted)
    return Look(None, None, counted)


def _odd(
    conn: Connection, config: Config, headers: Headers, form: OpinionForm, shown: proof.Proof | None, now: datetime
) -> str | None:
    if form.website.data:
        return "填写了页面上看不见的栏目，可能是自动提交"
    if "Origin" not in headers and "Sec-Fetch-Site" not in headers:
        return "浏览器没有说明从哪个页面提交，可能是自动提交"
    if not config.proof_work:
        return None
    if shown is None:
        return "浏览器没有完成防滥用计算（可能关闭了脚本）"
    if attempts.count(conn, f"proof:{shown.challenge}", now - proof.VALID):
        return "重复使用了同一次防滥用计算，可能是自动提交"
    if now - shown.issued_at < timedelta(seconds=config.fill_seconds):
        return f"打开表单不到 {config.fill_seconds} 秒就提交，可能是自动提交"
    return None


def _subjects(form: OpinionForm, address: str | None) -> dict[str, tuple[int, str]]:
    found = {
        f"opinion:{network(address)}": (_FROM_ADDRESS, "同一网络地址"),
        f"opinions:{_around(address, 24, 48)}": (_FROM_NETWORK, "同一网段"),
    }
    words = core.core(form.body.data)
    if len(words) >= _SHORTEST:
        found[f"text:{hashlib.sha256(words.encode()).hexdigest()}"] = (_SAME_WORDS, "内容相同的来件")
    return found


def _around(address: str | None, bits4: int, bits6: int) -> str:
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is None:
            return str(ipaddress.ip_network((parsed, bits6), strict=False))
        parsed = parsed.ipv4_mapped
    return str(ipaddress.ip_network((parsed, bits4), strict=False))
