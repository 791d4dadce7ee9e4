"""What staff do to an opinion. Every act checks the version the person saw, takes one transaction, leaves an event."""

from intake.triage.accusing import accuse, accused
from intake.triage.answering import answer, by_mail, withdraw_answer
from intake.triage.claiming import HELD, claim, unclaim
from intake.triage.handing_over import Terms, hand_over, propose, recall, unit
from intake.triage.handling import close, note, reopen, set_aside
from intake.triage.joining import join, split
from intake.triage.linking import Picked, classify, confirm, confirm_all, fit_for_bulk, release
from intake.triage.looking import look
from intake.triage.presence import arrive, beside, stay
from intake.triage.publishing import (
    propose_publication,
    publish,
    publishable,
    release_publication,
    return_publication,
    unpublish,
)
from intake.triage.recusing import end_recusal, recuse
from intake.triage.secrecy import isolate, reveal, seal
from intake.triage.several import Ticked, hand_over_all, set_aside_all
from intake.triage.signing import recall_answer, return_answer, sign_answer, submit_answer
from intake.triage.transferring import MOST as MOST_TRANSFERRED
from intake.triage.transferring import acknowledge as acknowledge_transfer
from intake.triage.transferring import contents, transfer
from intake.triage.undoing import passed, take_back, undoable

__all__ = [
    "HELD",
    "MOST_TRANSFERRED",
    "Picked",
    "Terms",
    "Ticked",
    "accuse",
    "accused",
    "acknowledge_transfer",
    "answer",
    "arrive",
    "beside",
    "by_mail",
    "claim",
    "classify",
    "close",
    "confirm",
    "confirm_all",
    "contents",
    "end_recusal",
    "fit_for_bulk",
    "hand_over",
    "hand_over_all",
    "isolate",
    "join",
    "look",
    "note",
    "passed",
    "propose",
    "propose_publication",
    "publish",
    "publishable",
    "recall",
    "recall_answer",
    "recuse",
    "release",
    "release_publication",
    "reopen",
    "return_answer",
    "return_publication",
    "reveal",
    "seal",
    "set_aside",
    "set_aside_all",
    "sign_answer",
    "split",
    "stay",
    "submit_answer",
    "take_back",
    "transfer",
    "unclaim",
    "undoable",
    "unit",
    "unpublish",
    "withdraw_answer",
]
