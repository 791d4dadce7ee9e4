"""What tests of the open interfaces share: a key, calls with it, and whether an answer is what the document says."""

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from intake import api_keys, clock
from intake.api_keys import Right
from intake.db import Connection

OPINION = {"body": "电梯什么时候装", "consent": True}


def key(conn: Connection, *rights: Right, per_hour: int = 1000) -> str:
    """The secret of a new key."""
    return api_keys.add(conn, "随申办", rights or tuple(Right), per_hour, clock.now())


def call(client: FlaskClient, secret: str, path: str, given: Any, attempt: str = "1", **headers: str) -> TestResponse:
    """POST JSON with a key."""
    sent = {"Authorization": f"Bearer {secret}", "Idempotency-Key": attempt, **headers}
    return client.post(f"/api/v1{path}", json=given, headers=sent)


def misfit(document: dict[str, Any], schema: dict[str, Any], value: Any, where: str = "") -> list[str]:
    """Where a value is not what a schema says: the part of JSON Schema that our documents use."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if "const" in schema and value is not schema["const"]:
        return [f"{where}: not {schema['const']}"]
    kinds = schema.get("type", [])
    if kinds and not any(_is(kind, value) for kind in ([kinds] if isinstance(kinds, str) else kinds)):
        return [f"{where}: {value!r} is no {kinds}"]
    found = []
    if isinstance(value, dict) and "properties" in schema:
        found += [f"{where}: {name} is missing" for name in schema["required"] if name not in value]
        found += [f"{where}: {name} is unknown" for name in value if name not in schema["properties"]]
        for name in value.keys() & schema["properties"].keys():
            found += misfit(document, schema["properties"][name], value[name], f"{where}/{name}")
    if isinstance(value, list):
        for each in value:
            found += misfit(document, schema["items"], each, f"{where}/-")
    return found


def _is(kind: str, value: Any) -> bool:
    if kind in ("number", "integer") and isinstance(value, bool):
        return False
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "null": type(None)}
    return isinstance(value, (int, float) if kind == "number" else kinds[kind])
