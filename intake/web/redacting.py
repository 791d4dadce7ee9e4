"""Hiding stretches of an opinion's texts, giving them back, deleting them: as the forms of its page send it."""

from flask import request

from intake import redaction
from intake.accounts import Permission
from intake.model import Opinion
from intake.text.stretches import BLOT
from intake.web import typed
from intake.web.acts import act
from intake.web.support import db, moment, services, staff


@act(Permission.REDACT)
def redact(opinion: Opinion, version: int) -> str:
    chosen = [*request.form.getlist("proposed"), *typed.lines("words")]
    count = redaction.redact(db(), opinion.id, version, chosen, typed.words("reason"), staff(), moment())
    return f"已遮盖 {count} 处，没有权限的人看到“{BLOT * 3}”"


@act(Permission.REDACT)
def redact_whole(opinion: Opinion, version: int) -> str:
    redaction.redact_whole(db(), opinion.id, version, typed.words("reason"), staff(), moment())
    return "已整件遮盖，附件也只有有权限的人能打开"


@act(Permission.REDACT)
def unredact(opinion: Opinion, version: int) -> str:
    redaction.restore(db(), opinion.id, version, typed.number("redaction"), staff(), moment())
    return "遮盖的文字已恢复"


@act(Permission.REDACT)
def delete_words(opinion: Opinion, version: int) -> str:
    alone = staff().role in services().config.signing_alone
    redaction_id = typed.number("redaction")
    done = redaction.delete(db(), opinion.id, version, redaction_id, staff(), moment(), alone=alone)
    return "遮盖的文字已永久删除" if done else "已提出永久删除，由他人确认后删除"


@act(Permission.REDACT)
def leave_words(opinion: Opinion, version: int) -> str:
    redaction.leave(db(), opinion.id, version, typed.number("redaction"), staff(), moment())
    return "保持遮盖，没有删除"
