"""What every printed receipt says of where it can be looked up."""

import segno
from flask import url_for

from intake.web.support import site


def lookup() -> dict[str, str]:
    """The address at which citizens look a receipt up, as words and as a picture."""
    address = site() + url_for("public.lookup")
    return {"address": address, "picture": segno.make(address, error="m").svg_data_uri(scale=4, border=2)}
