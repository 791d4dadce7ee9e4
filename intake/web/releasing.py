"""Publishing an answer as forms send it: alone, or edited by one person and released by another."""

from intake import triage
from intake.accounts import Permission
from intake.model import Opinion
from intake.web import typed
from intake.web.acts import act
from intake.web.support import db, moment, services, staff


@act(Permission.ANSWER)
def publish(opinion: Opinion, version: int) -> str:
    edited = typed.words("question"), typed.words("answer")
    if staff().role not in services().config.signing_alone:
        triage.propose_publication(db(), opinion.id, version, *edited, staff(), moment())
        return "的公布内容已送审，由他人审核后公布"
    triage.publish(db(), opinion.id, version, *edited, staff(), moment())
    return "的答复已公布"


@act(Permission.RELEASE)
def release_publication(opinion: Opinion, version: int) -> str:
    triage.release_publication(db(), opinion.id, version, staff(), moment())
    return "的答复已公布"


@act(Permission.RELEASE)
def return_publication(opinion: Opinion, version: int) -> str:
    triage.return_publication(db(), opinion.id, version, typed.words("reason"), staff(), moment())
    return "的公布内容已退回修改"


@act(Permission.RELEASE)
def unpublish(opinion: Opinion, version: int) -> str:
    triage.unpublish(db(), opinion.id, version, staff(), moment())
    return "公布的答复已撤下"
