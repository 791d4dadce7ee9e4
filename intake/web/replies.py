"""An answer on paper, for senders of letters."""

from flask.typing import ResponseReturnValue

from intake import triage
from intake.accounts import Permission
from intake.errors import NotFound
from intake.papers import notice
from intake.papers.notice import Told
from intake.store import messages, opinions
from intake.web import book, duties
from intake.web.auth import needs
from intake.web.support import db, moment, services, staff
from intake.web.units import DOCX, handed_out


@needs(Permission.SEE_CONTACTS)
def reply(opinion_id: int, message_id: int) -> ResponseReturnValue:
    """A released answer as a letter to its sender; that the address was seen stands in the history."""
    opinion, message = triage.look(db(), opinion_id, staff()), messages.by_id(db(), message_id)
    if message is None or message.opinion_id != opinion.id or message.direction != "out" or message.state != "released":
        raise NotFound("没有这份答复，或者还没有签发")
    triage.reveal(db(), opinion.id, staff(), moment())
    to = Told(
        opinion.number,
        opinions.receipt_code(db(), opinion.id),
        opinion.name,
        opinion.address,
        opinion.received_at.astimezone(services().config.office_zone).date(),
        promised=False,
    )
    data = notice.answer(book.sender(), to, message.body, moment(), duties.today())
    return handed_out(data, DOCX, f"answer-{opinion.number}.docx", f"答复函{opinion.number}.docx")
