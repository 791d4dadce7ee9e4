"""What every view needs: the services, the request's connection and moment, who is logged in."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, g, request

from intake import clock
from intake.config import Config
from intake.db import Connection, Database
from intake.learning.suggester import Suggester
from intake.model import Staff


@dataclass(frozen=True, slots=True)
class Services:
    """What an application is made of; one for each `create_app`."""

    config: Config
    database: Database
    suggester: Suggester


def services() -> Services:
    """The running application's services."""
    found = current_app.extensions["intake"]
    assert isinstance(found, Services)
    return found


def db() -> Connection:
    """This request's connection, the same at every call; it goes back to the pool afterwards."""
    if "connection" not in g:
        g.closing = ExitStack()
        g.connection = g.closing.enter_context(services().database.connection())
    conn: Connection = g.connection
    return conn


def site() -> str:
    """The address at which citizens reach the service, without a slash at its end."""
    return services().config.public_url.rstrip("/") or request.url_root.rstrip("/")


def give_back(_error: BaseException | None = None) -> None:
    """Give the request's connection back; Flask calls it when the request ends."""
    closing = g.pop("closing", None)
    g.pop("connection", None)
    if closing is not None:
        closing.close()


def moment() -> datetime:
    """When this request began, UTC, the same at every call."""
    if "moment" not in g:
        g.moment = clock.now()
    at: datetime = g.moment
    return at


def staff() -> Staff:
    """Who is logged in; only in views behind the log-in."""
    person: Staff = g.staff
    return person
