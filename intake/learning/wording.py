"""The office's own words: phrases that staff add to a matter of public life, used from the next opinion on."""

from datetime import datetime

from intake import accounts, ids
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.errors import Invalid, NotFound
from intake.learning import groundwork
from intake.linking import thesaurus
from intake.model import Staff
from intake.store import events, own_words
from intake.store.offices import OFFICE_ID
from intake.store.own_words import OwnWords
from intake.text.normalise import plain

SHORTEST, LONGEST = 2, 30
MOST = 500


def add(conn: Connection, concept: str, words: str, sure: bool, by: Staff, now: datetime) -> None:
    """Add a phrase in the notation of the thesaurus: «六楼», «下…楼», «六楼+膝盖».  Raises Invalid, Refused."""
    accounts.demand(by, Permission.MANAGE_CATALOGUE)
    words = plain(words).strip()
    if not SHORTEST <= len(words) <= LONGEST or any(character.isspace() for character in words):
        raise Invalid(f"每次添加一个词语，{SHORTEST} 至 {LONGEST} 个字，中间不留空格")
    known = groundwork.words(conn)
    if concept not in {each.name for each in known.concepts}:
        raise Invalid("请从列表中选择一个主题")
    thesaurus.extended(known, [(concept, words, sure)])  # raises Invalid for a phrase that cannot be read
    with transaction(conn):
        if len(own_words.every(conn)) >= MOST:
            raise Invalid(f"最多添加 {MOST} 个词语，请先删去不用的")
        if not own_words.add(conn, OwnWords(ids.new_id(now), concept, words, sure, now, by.id)):
            raise Invalid("这个主题已经有这个词语了")
        events.append(conn, OFFICE_ID, "words_added", now, staff_id=by.id, data={"concept": concept}, words=words)


def remove(conn: Connection, words_id: int, by: Staff, now: datetime) -> None:
    """Take a phrase out again.  Raises NotFound, Refused."""
    accounts.demand(by, Permission.MANAGE_CATALOGUE)
    with transaction(conn):
        gone = own_words.remove(conn, words_id)
        if gone is None:
            raise NotFound("这个词语已经删去了")
        data = {"concept": gone.concept}
        events.append(conn, OFFICE_ID, "words_removed", now, staff_id=by.id, data=data, words=gone.words)
