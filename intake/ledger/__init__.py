"""The ledger of the circular's entries (问题台账): what staff write on it. Every act checks the version the person saw.

Nothing is done that no person has said so; what the circular lists is only a proposal until somebody takes it over.
"""

from intake.ledger.acts import Facts, begin, decide_strike, set_facts, set_measures, set_rules, set_state
from intake.ledger.looking_back import due, look_back

__all__ = [
    "Facts",
    "begin",
    "decide_strike",
    "due",
    "look_back",
    "set_facts",
    "set_measures",
    "set_rules",
    "set_state",
]
