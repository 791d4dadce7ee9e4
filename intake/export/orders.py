"""Exports asked for on a page: made by the worker, kept for a day, handed out to who asked for them."""

import tempfile
from datetime import datetime, timedelta

from intake import accounts, clock
from intake.accounts import Permission
from intake.config import Config
from intake.db import Connection, Database, transaction
from intake.errors import Conflict, Invalid, NotFound
from intake.export.run import export
from intake.export.writers import FORMS
from intake.model import Staff
from intake.store import blobs, events, export_orders, exports, recusals, staff
from intake.store.export_orders import Order
from intake.store.exports import Wanted

KEPT = timedelta(days=1)
TRIES = 3
MOST = 5  # orders of one person that wait
SLACK = timedelta(seconds=10)  # that a request which seals may take


def order(conn: Connection, form: str, wanted: Wanted, by: Staff, now: datetime) -> int:
    """Ask for an export; its id.  Raises Refused, Invalid."""
    accounts.demand(by, Permission.EXPORT)
    if form not in FORMS:
        raise Invalid("请选择格式")
    if sum(each.state == "waiting" for each in export_orders.of_staff(conn, by.id)) >= MOST:
        raise Invalid("您要求的导出还没有做完，请稍后再试")
    total = exports.count(conn, wanted)
    if not total:
        raise Invalid("没有符合条件的意见")
    with transaction(conn):
        made = export_orders.add(conn, form, wanted, total, by.id, now)
        events.append(conn, by.id, "export_ordered", now, staff_id=by.id, data={"order": made, "form": form})
    return made


def work(conn: Connection, config: Config, now: datetime) -> bool:
    """Make the next one and forget old ones; whether there was one to make.

    One that a worker died over is made anew by the next, three times at most.
    """
    with transaction(conn):
        export_orders.sweep(conn, now - KEPT)
        found = export_orders.lease(conn, now)
    if found is None:
        return False
    by = staff.by_id(conn, found.ordered_by)
    if by is None or not accounts.may(by, Permission.EXPORT) or found.attempts > TRIES:
        with transaction(conn):
            export_orders.failed(conn, found.id)
        return True
    _make(conn, config, found, by, now)
    return True


def handed_out(conn: Connection, order_id: int, by: Staff, now: datetime, *, whole: bool) -> Order:
    """An export that is ready, to who asked for it; each download is an event, its further pieces are not.

    Raises Refused, NotFound, and Conflict where anything was sealed, isolated or redacted since: it must be made anew.
    """
    accounts.demand(by, Permission.EXPORT)
    found = export_orders.by_id(conn, order_id)
    if found.ordered_by != by.id or found.blob is None or found.made_at is None or now - found.ordered_at > KEPT:
        raise NotFound("没有这份导出，或者已经过期")
    since = found.made_at - SLACK
    kept = any(at >= since for at in recusals.of_staff(conn, by.id).values())
    if kept or export_orders.hidden_since(conn, since):
        raise Conflict("导出之后又有意见列为密件、隔离件，或者遮盖了文字，这份文件不再提供，请重新导出")
    if whole or not export_orders.downloaded(conn, found):
        data = {"order": found.id, "form": found.form, "sha256": found.blob}
        with transaction(conn):
            events.append(conn, by.id, "export_downloaded", now, staff_id=by.id, data=data)
    return found


def _make(conn: Connection, config: Config, found: Order, by: Staff, now: datetime) -> None:
    """Read as of one moment; how far it is, is told over a connection of its own."""
    done, database = 0, Database(config)

    def tell(more: int) -> None:
        nonlocal done
        done += more
        with database.connection() as other, transaction(other):
            export_orders.progress(other, found, done, clock.now())

    try:
        conn.reader = by.id
        with tempfile.TemporaryFile() as file:
            left = export(conn, found.form, found.wanted, file, by, now, progress=tell)
            size, blob = file.tell(), blobs.put_file(conn, file, now)
    finally:
        conn.reader = 0
        database.close()
    with transaction(conn):
        export_orders.ready(conn, found, left.rows, blob, size, now)
