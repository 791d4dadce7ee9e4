"""Who gets issued digests by mail: put on the list and taken off it by who issues them."""

import re
from datetime import datetime

from intake import accounts
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.errors import Invalid
from intake.model import Staff
from intake.store import events, subscribers
from intake.store.offices import OFFICE_ID

LONGEST = 254  # characters of an address (RFC 5321)
NAME = 40
_ADDRESS = re.compile(r"[!#-'*+/-9=?A-Z^-~.-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def subscribe(conn: Connection, address: str, name: str, by: Staff, now: datetime, *, attached: bool) -> None:
    """Mail every digest issued from now on to an address.  Raises Refused, Invalid."""
    accounts.demand(by, Permission.ISSUE_DIGEST)
    address, name = address.strip().lower(), " ".join(name.split())
    if len(address) > LONGEST or not _ADDRESS.fullmatch(address):
        raise Invalid("请填写一个完整的邮箱地址，例如 name@example.cn")
    if not 1 <= len(name) <= NAME:
        raise Invalid(f"请填写收件人，不超过 {NAME} 个字")
    with transaction(conn):
        if not subscribers.add(conn, address, name, by.id, now, attached=attached):
            raise Invalid("这个邮箱已经在名单上")
        data = {"attached": attached}
        events.append(conn, OFFICE_ID, "digest_subscribed", now, staff_id=by.id, data=data, words=address)


def unsubscribe(conn: Connection, subscriber_id: int, by: Staff, now: datetime) -> None:
    """Take somebody off the list; nothing happens to who is not on it.  Raises Refused."""
    accounts.demand(by, Permission.ISSUE_DIGEST)
    with transaction(conn):
        if address := subscribers.remove(conn, subscriber_id):
            events.append(conn, OFFICE_ID, "digest_unsubscribed", now, staff_id=by.id, words=address)
