"""What every open interface asks first: whether it is switched on, and what the program's key may do."""

from flask import abort, request
from werkzeug.exceptions import HTTPException

from intake import api_keys
from intake.api_keys import Right
from intake.store import api_keys as stored
from intake.store.api_keys import ApiKey
from intake.web.support import db, moment, services


def demand(interface: str) -> None:
    """Raises 404 unless the office has switched this interface on."""
    if interface not in services().config.interfaces:
        abort(404)


def admitted(right: Right, shown: str = "") -> ApiKey:
    """The key of this call, counted.  Raises 401 without one, 403 where it may not do this, 429 above its limit."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    key = stored.by_secret(db(), secret.strip() if scheme.lower() == "bearer" else shown)
    if key is None:
        raise Refusal(401, {"WWW-Authenticate": "Bearer"})
    if right not in key.rights:
        abort(403)
    if not api_keys.spend(db(), key, moment()):
        raise Refusal(429, {"Retry-After": str(api_keys.again_in(moment()))})
    return key


class Refusal(HTTPException):
    """A refusal with headers of its own."""

    def __init__(self, code: int, headers: dict[str, str]) -> None:
        super().__init__()
        self.code, self._headers = code, headers

    def get_headers(self, *_arguments: object, **_options: object) -> list[tuple[str, str]]:
        """As werkzeug asks for them."""
        return list(self._headers.items())
