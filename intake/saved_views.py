"""Lists of the queue that staff save under a name, for themselves or for all."""

from datetime import datetime

from intake import accounts
from intake.accounts import Permission, may
from intake.db import Connection, transaction
from intake.errors import Invalid, NotFound
from intake.model import Staff
from intake.store import events
from intake.store import saved_views as store
from intake.store.saved_views import SavedView

LONGEST = 20  # characters of a name
MOST = 20  # a person


def save(conn: Connection, name: str, query: str, by: Staff, now: datetime, *, shared: bool) -> int:
    """Save the list of an address's query; its id.  Raises Invalid."""
    accounts.demand(by, Permission.READ)
    name = " ".join(name.replace("\0", "").split())
    if not 0 < len(name) <= LONGEST:
        raise Invalid(f"请填写列表名称，最多 {LONGEST} 个字")
    with transaction(conn):
        # first: those who write one history queue up, so that the count below holds
        events.append(conn, by.id, "view_saved", now, staff_id=by.id, data={"shared": shared})
        own = [view.name for view in store.seen_by(conn, by.id) if view.staff_id == by.id]
        if name in own:
            raise Invalid("您已有同名的常用列表")
        if len(own) >= MOST:
            raise Invalid(f"每人最多保存 {MOST} 个常用列表，请先删除不用的")
        return store.add(conn, by.id, name, query, now, shared=shared)


def delete(conn: Connection, view_id: int, by: Staff, now: datetime) -> None:
    """Take a list away: one's own, or a shared one with the right to manage.  Raises NotFound."""
    with transaction(conn):
        view = store.by_id(conn, view_id)
        if not deletable(view, by) or not store.delete(conn, view_id):
            raise NotFound("没有这个常用列表")
        events.append(conn, view.staff_id, "view_deleted", now, staff_id=by.id, data={"shared": view.shared})


def deletable(view: SavedView, by: Staff) -> bool:
    """Whether somebody may take it away."""
    return view.staff_id == by.id or (view.shared and may(by, Permission.MANAGE_CATALOGUE))
