"""Errors for programs: RFC 9457 problem details, in Chinese or English as the program asks for."""

from collections.abc import Mapping

from flask import Response, g, jsonify, request

from intake.web.language import english, say

PREFIXES = ("/api/",)
_PASSED_ON = ("Allow", "Retry-After", "WWW-Authenticate")


def wanted() -> bool:
    """Whether this request comes from a program."""
    return request.path.startswith(PREFIXES)


def speak() -> None:
    """Settle the language by what the program accepts; Chinese unless it prefers English."""
    g.english = request.accept_languages.best_match(["zh", "en"], "zh") == "en"


def answer(
    status: int, title: str, words: str, headers: Mapping[str, str] = {}, errors: Mapping[str, str] | None = None
) -> Response:
    """The problem as JSON; `errors` has a sentence for each field."""
    speak()
    body: dict[str, object] = {"type": "about:blank", "title": say(title), "status": status, "detail": say(words)}
    if errors is not None:
        body["errors"] = [{"field": name, "detail": say(problem)} for name, problem in errors.items()]
    response = jsonify(body)
    response.status_code = status
    response.content_type = "application/problem+json"
    response.headers.extend({name: headers[name] for name in _PASSED_ON if name in headers})
    return mark(response)


def mark(response: Response) -> Response:
    """Say which language an answer is in, and that it depends on what was asked for."""
    response.headers["Content-Language"] = "en" if english() else "zh-CN"
    response.vary.add("Accept-Language")
    return response
