"""Time as the service writes it: UTC ISO text in the database, the office's zone on screen and for weeks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This moment, UTC; called once per operation at the edge and passed down."""
    return datetime.now(UTC)


def to_text(moment: datetime) -> str:
    """A moment as the database stores it: `2025-02-11T09:30:00.123Z`, sorting as text."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"


def from_text(text: str) -> datetime:
    """The moment that `to_text` wrote."""
    return datetime.fromisoformat(text)


def week_of(moment: datetime, zone: ZoneInfo) -> str:
    """The ISO week of a moment in the office's zone: `2026-W47`."""
    year, week, _ = moment.astimezone(zone).isocalendar()
    return f"{year}-W{week:02d}"


def week_bounds(week: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """First moment of an ISO week and of the next one, UTC.  Raises ValueError for no such week."""
    monday = date.fromisoformat(f"{week}-1")
    start = datetime(monday.year, monday.month, monday.day, tzinfo=zone)
    following = monday + timedelta(days=7)
    end = datetime(following.year, following.month, following.day, tzinfo=zone)
    return start.astimezone(UTC), end.astimezone(UTC)
