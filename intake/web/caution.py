"""What makes an opinion wait for a person's look before anything follows from it; nothing is ever refused here.

No puzzle and no third party: where a request came from, a field that no person sees, and how many came from one
network. Networks are counted as keyed hashes which are forgotten again, and never stand with an opinion.
"""

import ipaddress
from datetime import datetime, timedelta

from werkzeug.datastructures import Headers

from intake.db import Connection
from intake.store import attempts

_HOUR = timedelta(hours=1)
_MANY = 20


def network(address: str | None) -> str:
    """What is counted as one visitor: an IPv4 address, or the 64 bits of an IPv6 one that a household gets."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is None:
            return str(ipaddress.ip_network((parsed, 64), strict=False))
        return str(parsed.ipv4_mapped)
    return str(parsed)


def reason(conn: Connection, headers: Headers, trap: str, visitor: str, now: datetime) -> str | None:
    """Why staff should look first, in their words; None for an ordinary opinion."""
    if trap:
        return "填写了页面上看不见的栏目，可能是自动提交"
    if "Origin" not in headers and "Sec-Fetch-Site" not in headers:
        return "浏览器没有说明从哪个页面提交，可能是自动提交"
    if attempts.count(conn, f"opinion:{visitor}", now - _HOUR) >= _MANY:
        return f"同一网络一小时内提交了 {_MANY} 件以上"
    return None

