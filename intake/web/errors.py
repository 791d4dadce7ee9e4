"""Domain errors as pages, in one place; views never translate errors."""

import logging
import secrets
from collections.abc import Mapping

from flask import Flask, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from intake.channels.program import Rejected
from intake.errors import Conflict, IntakeError, Invalid, NotFound, Refused, Unreadable
from intake.sentence import Sentence
from intake.web import problems

log = logging.getLogger(__name__)
_STATUS: dict[type[IntakeError], int] = {
    NotFound: 404,
    Conflict: 409,
    Invalid: 422,
    Unreadable: 422,
    Refused: 403,
}
_WORDS = {
    400: Sentence("请求不完整，请返回上一页重试。"),
    401: Sentence("请在 Authorization 头中给出有效的接口密钥。"),
    403: Sentence("您不能进行这项操作。"),
    404: Sentence("没有找到这个页面。"),
    405: Sentence("这个地址不支持这种操作。"),
    413: Sentence("上传的文件太大，请减少文件或压缩后再试。"),
    415: Sentence("请用 application/json 或 multipart/form-data 发送。"),
    429: Sentence("操作太频繁，请稍后再试。"),
}

_TITLES = {
    403: Sentence("没有权限"),
    404: Sentence("没有找到"),
    409: Sentence("内容已被他人更新"),
    413: Sentence("文件太大"),
    422: Sentence("内容有误"),
    500: Sentence("系统故障"),
}


def register(app: Flask) -> None:
    """Show errors as pages."""
    app.register_error_handler(IntakeError, _domain)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _domain(error: IntakeError) -> ResponseReturnValue:
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)
    if status == 500:
        return _unexpected(error)
    fields = error.problems if isinstance(error, Rejected) else None
    return _page(status, error.args[0] if error.args else "", fields=fields)


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if 300 <= status < 400:
        return error
    words = _WORDS.get(status, Sentence("请求无法完成，请稍后再试。"))
    return _page(status, words, dict(error.get_headers()))


def _unexpected(error: Exception) -> ResponseReturnValue:
    # The class and a reference go to the log; the words of a citizen, which a message could hold, do not.
    reference = secrets.token_hex(4)
    log.error("reference %s: %s at %s", reference, type(error).__name__, request.endpoint, exc_info=error)
    words = Sentence("系统出现故障，您填写的内容没有保存。请稍后再试，或拨打电话反映。编号 %(no)s。", no=reference)
    return _page(500, words)


def _page(
    status: int, words: str, headers: Mapping[str, str] = {}, fields: Mapping[str, str] | None = None
) -> Response:
    title = _TITLES.get(status, Sentence("无法完成"))
    if problems.wanted():
        return problems.answer(status, title, words, headers, fields)
    area = "staff" if request.path.startswith("/staff") else "public"
    return make_response(render_template(f"errors/{area}.html", status=status, title=title, words=words), status)
