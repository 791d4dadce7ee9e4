"""What the holder of a receipt sees of an opinion: status, steps, answers; never contacts, staff or units.

Pure.
"""

from dataclasses import dataclass
from datetime import datetime

from intake import labels
from intake.model import OPEN, AsideReason, Event, Message, Opinion, Outcome, Seal, Status
from intake.sentence import Sentence

_STATUS = {
    Status.WAITING: Sentence("已收到，等待办理"),
    Status.CONFIRMED: Sentence("正在办理"),
    Status.HANDED_OVER: Sentence("已交有关单位办理"),
    Status.ANSWERED: Sentence("已答复"),
    Status.CLOSED: Sentence("已办结"),
    Status.SET_ASIDE: Sentence("已存查"),
}
_HISTORY = {
    "received": Sentence("收到您的意见并登记"),
    "confirmed": Sentence("工作人员已阅看，开始办理"),
    "handed_over": Sentence("已交有关单位办理"),
    "answered": Sentence("已答复"),
    "closed": Sentence("已办结"),
    "set_aside": Sentence("已存查"),
    "reopened": Sentence("重新办理"),
    "added": Sentence("收到您的补充"),
    "withdrawn": Sentence("您撤回了这件意见"),
    "restored": Sentence("您取消了撤回"),
    "rated": Sentence("收到您的评价"),
}
_DONE = (Status.ANSWERED, Status.CLOSED)
_PROTECTED = ("received", "answered", "closed", "added", "withdrawn", "restored", "rated")


@dataclass(frozen=True, slots=True)
class Standing:
    """What the holder of a receipt sees of an opinion."""

    number: str
    received_at: datetime
    status: str
    explained: str
    history: list[tuple[datetime, str]]
    answers: list[Message]
    withdrawn: bool
    late: bool
    may_add: bool
    may_rate: bool


def standing(opinion: Opinion, history: list[Event], conversation: list[Message]) -> Standing:
    """What may be shown of an opinion; of an isolated one only that it was registered, of a report no steps."""
    shown = _PROTECTED if opinion.seal != Seal.NONE else tuple(_HISTORY)
    lines = [(event.at, _line(event)) for event in history if event.kind in shown]
    answers = [m for m in conversation if m.direction == "out" and m.state == "released"]
    status = _STATUS[opinion.status]
    if opinion.seal != Seal.NONE and opinion.status in OPEN and opinion.status != Status.ANSWERED:
        status = Sentence("已收到，正在按规定办理")
    if opinion.isolated:
        status, lines, answers = Sentence("已收到，正在按规定办理"), lines[:1], []
    return Standing(
        number=opinion.number,
        received_at=opinion.received_at,
        status=status,
        explained="" if opinion.isolated else _explained(opinion),
        history=lines,
        answers=answers,
        withdrawn=opinion.withdrawn_at is not None,
        late=opinion.late,
        may_add=not opinion.isolated,
        may_rate=not opinion.isolated and opinion.status in _DONE and all(event.kind != "rated" for event in history),
    )


def _line(event: Event) -> str:
    outcome = event.data.get("outcome") if event.kind == "closed" else None
    if not outcome:
        return _HISTORY[event.kind]
    return Sentence("%(step)s：%(outcome)s", step=_HISTORY[event.kind], outcome=labels.label(Outcome(outcome)))


def _explained(opinion: Opinion) -> str:
    if opinion.status == Status.SET_ASIDE:
        if opinion.aside_reason == AsideReason.OUT_OF_SCOPE:
            return Sentence("您反映的内容与本次通报没有直接关系，已登记存查。")
        return Sentence("这件意见已登记存查，不再另行办理。")
    if opinion.status == Status.CLOSED and opinion.outcome is not None:
        return Sentence("办理结果：%(outcome)s", outcome=labels.label(opinion.outcome))
    return ""
