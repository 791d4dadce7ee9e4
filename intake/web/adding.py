"""Words and files that the holder of a receipt adds to an opinion."""

from flask import Response, g, request
from werkzeug.datastructures import FileStorage

from intake import followup
from intake.errors import Invalid
from intake.model import Opinion
from intake.sentence import Sentence
from intake.web import attachments, caution, lookup
from intake.web.attachments import Attachments
from intake.web.auth import anyone
from intake.web.support import db, moment, services

_UNSAFE = Sentence("附件没有通过安全检查，或者现在不能检查，这次没有收下；文字可以照常补充")


@anyone
def add() -> Response:
    g.typed, sent = attachments.read(services().config)
    words = g.typed.get("words", "").replace("\r\n", "\n").replace("\0", "")

    def put(opinion: Opinion) -> None:
        g.taken = _judged(sent)
        if g.taken.problems:
            raise Invalid(g.taken.problems[0])
        followup.add(db(), opinion.id, words, moment(), g.taken.files)

    return lookup.act(put, words, Sentence("收到您的补充"))


def _judged(sent: list[FileStorage]) -> Attachments:
    """What may be added: what others have in hand cannot be held for a look, so that what is doubtful stays out."""
    config, network = services().config, caution.network(request.remote_addr)
    taken = attachments.take(db(), config, g.typed, sent, network, moment())
    taken, doubt = attachments.examine(db(), config, taken)
    return Attachments((), (*taken.problems, _UNSAFE)) if doubt else taken
