"""The shape of a digest's JSON as a JSON Schema (2020-12), made from the types it is written with. Pure."""

import inspect
import types
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

from intake.digest.types import FORMAT, Snapshot

_PLAIN: dict[type, str] = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}


def schema() -> dict[str, Any]:
    """The schema, each part with what it means."""
    parts: dict[str, Any] = {}
    whole = _shape(Snapshot, parts)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": FORMAT, **whole, "$defs": parts}


def _shape(kind: Any, parts: dict[str, Any]) -> dict[str, Any]:
    if is_typeddict(kind):
        return _part(kind, parts)
    arguments = get_args(kind)
    if get_origin(kind) is list:
        return {"type": "array", "items": _shape(arguments[0], parts)}
    if get_origin(kind) is dict:
        return {"type": "object", "additionalProperties": _shape(arguments[1], parts)}
    if isinstance(kind, types.UnionType):
        return {"anyOf": [_shape(each, parts) for each in arguments]}
    return {"type": _PLAIN[kind]}


def _part(kind: Any, parts: dict[str, Any]) -> dict[str, Any]:
    if kind.__name__ not in parts:
        parts[kind.__name__] = {}  # known before its own parts are looked at
        fields = {name: _shape(hint, parts) for name, hint in get_type_hints(kind).items()}
        parts[kind.__name__] = {
            "description": " ".join((inspect.getdoc(kind) or "").split()),
            "type": "object",
            "properties": fields,
            "required": list(fields),
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{kind.__name__}"}
