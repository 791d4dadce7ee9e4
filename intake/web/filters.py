"""How values look on pages: times in the office's zone, Chinese labels for the closed sets."""

from datetime import date, datetime

from flask import Flask

from intake import labels, receipts
from intake.store import offices
from intake.web import language
from intake.web.assets import asset
from intake.web.language import english
from intake.web.support import db, services


def register(app: Flask) -> None:
    """Give the templates their filters, functions and words."""
    language.register(app)
    app.jinja_env.filters.update(moment=moment, day=day, label=labels.label, code=receipts.group, percent=percent)
    app.jinja_env.globals.update(asset=asset, labels=labels)
    app.context_processor(_office)


def _office() -> dict[str, str]:
    config = services().config
    return {
        "office": config.office or offices.name(db()),
        "config_footer": config.footer,
        "icp_number": config.icp_number,
        "police_number": config.police_number,
    }


def moment(at: datetime) -> str:
    """`2026年11月24日 09:05`, in English `24 November 2026, 09:05`; office time."""
    local = at.astimezone(services().config.office_zone)
    if english():
        return f"{local:%-d %B %Y, %H:%M}"
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def day(at: datetime | date) -> str:
    """`2026年11月24日`, in English `24 November 2026`; office time."""
    local = at.astimezone(services().config.office_zone) if isinstance(at, datetime) else at
    if english():
        return f"{local:%-d %B %Y}"
    return f"{local.year}年{local.month}月{local.day}日"


def percent(share: float) -> str:
    """`61%`."""
    return f"{share:.0%}"
