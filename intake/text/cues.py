"""Words that must not wait: danger to life, violence, gatherings; and reports that ask for secrecy. Pure.

Cautious on purpose: a cue only pins an item on top or hides it until a person has looked.
"""

import re

_EMERGENCY = re.compile(
    "自杀|轻生|不想活|活不下去|想死|跳楼|跳江|跳河|割腕|上吊|喝农药|同归于尽|炸(?:掉|死|毁)|放火|纵火|"
    "杀(?:人|了(?:他|她|你|全家)|光)|砍(?:人|死)|持刀|绑架|打死|家暴|"
    "煤气泄漏|燃气泄漏|着火了|起火了|正在着火|有人(?:坠楼|昏迷|触电)|"
    "聚众|围堵|堵路|集体上访|群体(?:性)?事件|拉横幅"
)
_PROTECTED = re.compile(
    "检举|举报(?!电话|箱|热线|渠道|码)|控告|请(?:为我|替我|予以|给予)?保密|要求保密|为我保密|打击报复|"
    "受贿|行贿|贪污|索贿|收(?:了)?红包|收(?:受)?贿赂|回扣|以权谋私|包养|吃拿卡要"
)


def emergency(text: str) -> tuple[str, ...]:
    """The words of a text that speak of danger, in their order."""
    return tuple(match[0] for match in _EMERGENCY.finditer(text))


def protected(text: str) -> tuple[str, ...]:
    """The words of a text that make it look like a report of misconduct or ask for secrecy."""
    return tuple(match[0] for match in _PROTECTED.finditer(text))
