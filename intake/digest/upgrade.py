"""Reads stored snapshots of every format there was. Pure."""

import json
from typing import Any, cast

from intake.digest.types import FORMAT, Snapshot


def thawed(text: str) -> Snapshot:
    """A stored snapshot in today's shape, its figures as they were; what was not counted then is empty."""
    found: dict[str, Any] = json.loads(text)
    if found["format"] == "intake-digest/1":
        found["doubted"], found["comebacks"] = found["comebacks"], []
        found["flow"] |= {"ratings": [], "routes": [], "restricted": 0}
        found["stock"]["suggested"] = found["linking"]["suggested"]
        found["instructions"] = {"open": [], "restricted": 0}
        found["format"] = "intake-digest/2"
    if found["format"] == "intake-digest/2":
        found["by_place"] = []
        for line in found["stock"]["units"]:
            line |= {"due": None, "overdue": None}
        found["format"] = "intake-digest/3"
    if found["format"] == "intake-digest/3":
        for counted in (found["totals"], *found["issues"]):
            counted["distinct"] = None
        for line in found["opinions"]:
            line["alike"] = ""
        found["format"] = FORMAT
    return cast(Snapshot, found)
