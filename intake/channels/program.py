"""What a program sends → the fields of the citizen's form, so that one set of checks judges both. Pure.

A value of the wrong kind, an unknown name and what no database takes are refused, never mended: the program's maker
is to notice, and nothing a citizen wrote is to be lost on the way.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Any

from intake.errors import Invalid
from intake.sentence import Sentence

TEXTS = ("body", "issue", "place", "name", "phone", "email")
SWITCHES = ("wants_answer", "consent")
FILES = "files"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LONGEST_NAME = 50


class Rejected(Invalid):
    """What was sent does not fit; `problems` has a sentence for each field."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(Sentence("有的字段不符合要求"))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Sent:
    """The fields as a form has them, and the files: name and bytes."""

    fields: dict[str, str]
    files: list[tuple[str, bytes]]


def sent(given: Any) -> Sent:
    """What a JSON document holds.  Raises Invalid, Rejected."""
    if not isinstance(given, dict):
        raise Invalid(Sentence("请求内容应是一个 JSON 对象"))
    problems: dict[str, str] = {}
    found: dict[str, str] = {}
    for name, value in given.items():
        if name == FILES:
            continue
        problem = _problem(name, value)
        if problem is not None:
            problems[name[:_LONGEST_NAME]] = problem
        elif value is not False:
            found[name] = "y" if value is True else value
    files = _files(given.get(FILES, []), problems)
    if problems:
        raise Rejected(problems)
    return Sent(found, files)


def text(given: Any, name: str) -> str:
    """The one text of a smaller question.  Raises Invalid, Rejected."""
    if not isinstance(given, dict):
        raise Invalid(Sentence("请求内容应是一个 JSON 对象"))
    problems = {other[:_LONGEST_NAME]: Sentence("没有这个字段") for other in given if other != name}
    value = given.get(name)
    if not isinstance(value, str) or _UNSTORABLE.search(value):
        problems[name] = Sentence("应是一段文字")
    if problems:
        raise Rejected(dict(problems))
    return str(value)


def _problem(name: str, value: Any) -> str | None:
    if name in SWITCHES:
        return None if isinstance(value, bool) else Sentence("应是 true 或 false")
    if name not in TEXTS:
        return Sentence("没有这个字段")
    if not isinstance(value, str):
        return Sentence("应是一段文字")
    if _UNSTORABLE.search(value):
        return Sentence("文字中含有无法保存的字符")
    return None


def _files(given: Any, problems: dict[str, str]) -> list[tuple[str, bytes]]:
    if not isinstance(given, list):
        problems[FILES] = Sentence("应是一个列表")
        return []
    found = []
    for each in given:
        name, content = (each.get("filename"), each.get("content")) if isinstance(each, dict) else (None, None)
        if not isinstance(name, str) or not isinstance(content, str) or _UNSTORABLE.search(name):
            problems[FILES] = Sentence("每个文件应有 filename 和 base64 编码的 content")
            continue
        try:
            found.append((name, base64.b64decode(content, validate=True)))
        except (binascii.Error, ValueError):
            problems[FILES] = Sentence("content 不是 base64 编码")
    return found
