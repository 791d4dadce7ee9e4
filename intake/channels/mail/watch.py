"""Tells the duty officer, once each, when the mailbox has not been read for too long and when it is read again."""

from datetime import datetime, timedelta

from intake.config import Config
from intake.db import Connection, transaction
from intake.store import heartbeats, outbox

ALARM = "poll_alarm"


def late(conn: Connection, config: Config, now: datetime) -> timedelta | None:
    """For how long the mailbox has not been read, where that is longer than it may be."""
    beat = heartbeats.every(conn).get("poll")
    if beat is None or not config.poll_alarm:
        return None
    silent = now - beat[0]
    return silent if silent > timedelta(minutes=config.poll_alarm) else None


def watch(conn: Connection, config: Config, now: datetime) -> bool:
    """Look at the heart of the poller; whether there was something to tell."""
    silent = late(conn, config, now)
    standing = heartbeats.every(conn).get(ALARM, (now, None))[1] is not None
    if standing == (silent is not None):
        return False
    with transaction(conn):
        if silent is not None:
            heartbeats.missed(conn, ALARM, f"{silent.total_seconds() // 60:.0f} 分钟未读取", now)
        else:
            heartbeats.beat(conn, ALARM, now)
        if config.duty_email:
            outbox.add(conn, "poll_late" if silent else "poll_back", config.duty_email, now)
    return True
