"""The OpenAPI 3.1 document of the JSON interface; a test holds it against the routes and their answers."""

from typing import Any

from intake.channels.form import KEY, LONGEST

_TEXT, _TRUTH, _TIME = {"type": "string"}, {"type": "boolean"}, {"type": "string", "format": "date-time"}
_MAYBE = {"type": ["string", "null"]}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def _list(of: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": of, **more}


def _at_most(longest: int, **more: Any) -> dict[str, Any]:
    return {**_TEXT, "maxLength": longest, **more}


_ISSUE = {"id": _TEXT, "code": _TEXT, "title": _TEXT, "section": _TRUTH}
_ASKED = {
    "body": _at_most(LONGEST, minLength=1, description="the opinion, in the citizen's own words"),
    "consent": {"const": True, "description": "the citizen has read and accepted the privacy notice"},
}
_ASKED_TOO = {
    "issue": {**_TEXT, "description": "id of the entry of the catalogue it is about"},
    "place": _at_most(200),
    "name": _at_most(50),
    "phone": _at_most(40),
    "email": _at_most(200),
    "wants_answer": _TRUTH,
}


def _schemas(files: int) -> dict[str, Any]:
    encoded = {**_TEXT, "contentEncoding": "base64"}
    return {
        "Opinion": _object(
            _ASKED,
            {**_ASKED_TOO, "files": _list(_object({"filename": _TEXT, "content": encoded}), maxItems=files)},
        ),
        "OpinionForm": _object(
            _ASKED, {**_ASKED_TOO, "files": _list({"contentMediaType": "application/octet-stream"}, maxItems=files)}
        ),
        "Receipt": _object(
            {"number": _TEXT, "receipt": _TEXT, "received_at": _TIME, "repeated": _TRUTH, "emergency": _MAYBE}
        ),
        "Question": _object({"text": _TEXT}),
        "Suggestions": _object(
            {
                "suggestions": _list(
                    _object(
                        {
                            **_ISSUE,
                            "probability": {"type": "number", "minimum": 0, "maximum": 1},
                            "evidence": _list(_list({"type": "integer"}, minItems=2, maxItems=2)),
                        }
                    )
                ),
                "related": {"type": "number", "minimum": 0, "maximum": 1},
                "abstain": _TRUTH,
                "emergency": _MAYBE,
            }
        ),
        "Code": _object({"receipt": _TEXT}),
        "Standing": _object(
            {
                "number": _TEXT,
                "received_at": _TIME,
                "status": _TEXT,
                "explained": _TEXT,
                "history": _list(_object({"at": _TIME, "step": _TEXT})),
                "answers": _list(_object({"at": _TIME, "text": _TEXT})),
                "withdrawn": _TRUTH,
                "late": _TRUTH,
            }
        ),
        "Catalogue": _object(
            {
                "circulars": _list(
                    _object(
                        {
                            "id": _TEXT,
                            "title": _TEXT,
                            "issuer": _TEXT,
                            "open": _TRUTH,
                            "issues": _list(_object(_ISSUE)),
                        }
                    )
                )
            }
        ),
        "Problem": _object(
            {"type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT},
            {"errors": _list(_object({"field": _TEXT, "detail": _TEXT}))},
        ),
    }


def _named(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _content(kind: str, name: str) -> dict[str, Any]:
    return {"content": {kind: {"schema": _named(name)}}}


def _call(does: str, right: str | None, asked: str | None, answers: dict[str, str], fails: str) -> dict[str, Any]:
    """One operation: what it does, the right it takes, the schemas of question and answers, and how it may fail."""
    described: dict[str, Any] = {"summary": does, "operationId": does.split(",")[0].lower().replace(" ", "_")}
    described["responses"] = {
        status: {"description": "done", **_content("application/json", name)} for status, name in answers.items()
    } | {
        status: {"description": "refused", **_content("application/problem+json", "Problem")}
        for status in fails.split()
    }
    if right is not None:
        described["security"] = [{"key": []}]
        described["description"] = f"Needs the right `{right}`."
    if asked is not None:
        described["requestBody"] = {"required": True, **_content("application/json", asked)}
    return described


def document(files: int) -> dict[str, Any]:
    """The whole document; `files` is how many one opinion may have."""
    submit = _call(
        "Submit an opinion, the same key and content give the first receipt again",
        "submit",
        "Opinion",
        {"201": "Receipt", "200": "Receipt"},
        "400 401 403 413 415 422 429",
    )
    submit["requestBody"]["content"]["multipart/form-data"] = {"schema": _named("OpinionForm")}
    submit["parameters"] = [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": True,
            "schema": {**_TEXT, "minLength": 1, "maxLength": KEY},
        }
    ]
    small = "400 401 403 413 415 422 429"
    paths = {
        "/opinions": {"post": submit},
        "/suggestions": {
            "post": _call("Suggest entries for a text", "suggest", "Question", {"200": "Suggestions"}, small)
        },
        "/lookups": {"post": _call("Look up an opinion", "lookup", "Code", {"200": "Standing"}, f"{small} 404")},
        "/circulars": {"get": _call("Read the catalogue", None, None, {"200": "Catalogue"}, "404")},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Feedback intake", "version": "1"},
        "servers": [{"url": "/api/v1"}],
        "paths": paths,
        "components": {
            "schemas": _schemas(files),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }
