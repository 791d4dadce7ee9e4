"""How good the suggestions are, and the office's own words: for who answers for the catalogue."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from intake.accounts import Permission
from intake.clock import week_of
from intake.db import Connection
from intake.errors import Invalid
from intake.learning import groundwork, wording
from intake.linking.thesaurus import SAY, SURE, Phrase
from intake.model import Channel, Issue, LinkOrigin
from intake.store import circulars, models, own_words, quality
from intake.store import staff as accounts_store
from intake.store.quality import Tally
from intake.web.auth import needs
from intake.web.support import db, moment, services, staff

bp = Blueprint("linking", __name__, url_prefix="/staff/linking")
WEEKS = 12
VERSIONS = 10
WORST = 10
ALTERNATIVES = 3
ENOUGH = 3  # an entry chosen less often says nothing of how well it is found


class WordsForm(Form):  # type: ignore[misc]  # the library has no types
    """A phrase that speaks for a matter of public life."""

    concept = StringField("主题", [InputRequired("请选择主题")])
    words = StringField(
        "词语",
        [InputRequired("请填写词语"), Length(max=wording.LONGEST, message=f"词语请不要超过 {wording.LONGEST} 个字")],
    )
    sure = RadioField(
        "把握",
        [InputRequired("请选择把握")],
        choices=[SelectChoice("yes", "一说就知道是这件事"), SelectChoice("no", "常这么说，也可能是别的事")],
        default="no",
    )


@bp.get("")
@needs(Permission.MANAGE_CATALOGUE)
def index() -> ResponseReturnValue:
    conn, since = db(), moment() - timedelta(weeks=WEEKS)
    weeks, channels = _by_time(conn, quality.by_hour(conn, since))
    origins = quality.by_origin(conn, since)
    return render_template(
        "linking/index.html",
        weeks=weeks,
        channels=channels,
        whole=_sum(channels.values()),
        origins=origins,
        linked=sum(origins.values()),
        by_person=sum(n for origin, n in origins.items() if origin not in (LinkOrigin.BULK, LinkOrigin.IMPORT)),
        worst=_worst(conn, quality.by_issue(conn, since)),
        versions=models.every(conn, VERSIONS),
        live=models.live(conn).version,
    )


@bp.get("/words")
@needs(Permission.MANAGE_CATALOGUE)
def words() -> ResponseReturnValue:
    return _words_page(WordsForm(concept=request.args.get("concept", "")))


@bp.post("/words")
@needs(Permission.MANAGE_CATALOGUE)
def add() -> ResponseReturnValue:
    form = WordsForm(request.form)
    if not form.validate():
        return _words_page(form), 422
    try:
        wording.add(db(), form.concept.data.strip(), form.words.data, form.sure.data == "yes", staff(), moment())
    except Invalid as error:
        form.words.errors = [str(error)]
        return _words_page(form), 422
    flash("已添加，从下一件来件起使用。", "good")
    return redirect(url_for(".words", concept=form.concept.data.strip()), 303)


@bp.post("/words/<int:words_id>/remove")
@needs(Permission.MANAGE_CATALOGUE)
def remove(words_id: int) -> ResponseReturnValue:
    wording.remove(db(), words_id, staff(), moment())
    flash("已删去。", "good")
    return redirect(url_for(".words"), 303)


def _words_page(form: WordsForm) -> str:
    conn = db()
    concepts = groundwork.words(conn).concepts
    chosen = next((each for each in concepts if each.name == (form.concept.data or "").strip()), None)
    listed = [phrase for phrase in chosen.phrases if phrase.level in (SURE, SAY)] if chosen else []
    own = own_words.every(conn)
    return render_template(
        "linking/words.html",
        form=form,
        chosen=chosen,
        phrases=[_written(phrase) for phrase in listed],
        concepts=[each.name for each in concepts],
        own=own,
        names=accounts_store.names(conn),
        issues=circulars.linkable(conn),
        topics=services().suggester.concepts(conn),
    )


def _written(phrase: Phrase) -> str:
    """A phrase as a person reads it; of a long list of alternatives the first ones."""
    parts = ("｜".join(part[:ALTERNATIVES]) + ("｜等" if len(part) > ALTERNATIVES else "") for part in phrase.parts)
    return ("…" if phrase.ordered else "＋").join(parts)


def _by_time(conn: Connection, hours: list[quality.Hour]) -> tuple[dict[str, Tally], dict[Channel, Tally]]:
    """By week of the office, newest first, and by channel."""
    weeks: dict[str, Tally] = defaultdict(Tally)
    channels: dict[Channel, Tally] = defaultdict(Tally)
    for hour in hours:
        week = week_of(hour.at, conn.zone)
        weeks[week] = weeks[week].plus(hour.tally)
        channels[hour.channel] = channels[hour.channel].plus(hour.tally)
    return dict(sorted(weeks.items(), reverse=True)), dict(sorted(channels.items()))


def _sum(tallies: Iterable[Tally]) -> Tally:
    whole = Tally()
    for tally in tallies:
        whole = whole.plus(tally)
    return whole


def _worst(conn: Connection, tallies: dict[int, Tally]) -> list[tuple[Issue, Tally]]:
    """The entries that the machine most seldom had first."""
    missed = [pair for pair in tallies.items() if pair[1].decided >= ENOUGH and pair[1].first < pair[1].decided]
    worst = sorted(missed, key=lambda pair: (pair[1].first / pair[1].decided, -pair[1].decided))[:WORST]
    return [(circulars.issue(conn, issue_id), tally) for issue_id, tally in worst]
