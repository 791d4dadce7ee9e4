"""The shape of a snapshot: plain JSON values, so that what is frozen is what was counted. Format `intake-digest/4`;
`upgrade` reads what was stored in an earlier one.

Every figure can be added up again: `checks` holds the sums that were tried. "Shown" are opinions that everybody who
reads the digest may know of; sealed, suspected and isolated ones are counted in `totals` and `trend` alone. "Valid"
are shown ones that were not set aside as void. `before` is the same kind of period just before, `earlier` the sum of
the `compared` ones before (at most eight, none from before the first opinion). Ids are texts, as they do not fit into
every reader's numbers.
"""

from typing import TypedDict

FORMAT = "intake-digest/4"
VOID, KEPT_OUT, NOT_CHOSEN = "无效件", "按规定不列原文", "未选录"  # why an opinion stands without its words
FEW = 30  # under so many valid opinions all are listed, and neither surges nor new words are claimed


class Count(TypedDict):
    """How many opinions of the period are of one kind."""

    key: str
    label: str
    count: int


class Protected(TypedDict):
    """How many opinions of the period are of one kind, as it is printed where small numbers would name somebody:
    a number, `<5`, or a dash where the sum would give another one away."""

    label: str
    shown: str


class Trend(Count):
    """The same beside the period before, and the sum of those before."""

    before: int
    earlier: int


class Totals(TypedDict):
    """registered = shown + sealed + proposed + isolated; shown = valid + void. `texts` are the valid ones where those
    that a person has joined (并件) count once, `distinct` where those that the machine finds alike do, too: None where
    a digest was made before that was counted."""

    registered: int
    shown: int
    sealed: int
    proposed: int
    isolated: int
    valid: int
    void: int
    texts: int
    distinct: int | None
    registered_before: int
    registered_earlier: int


class Linking(TypedDict):
    """valid = about + none + undecided; undecided = suggested + unsuggested. Only people's decisions make `about`."""

    about: int
    none: int
    undecided: int
    suggested: int
    unsuggested: int


class IssueLine(TypedDict):
    """One entry and the opinions about it: `about` = `main` + `further`; each dictionary adds up to `about`.
    `texts`: joined ones counted once; `distinct`: those that the machine finds alike, too."""

    id: str
    circular_id: str
    circular: str
    code: str
    title: str
    path: list[str]
    kind: str
    note: str
    main: int
    further: int
    about: int
    texts: int
    distinct: int | None
    suggested: int
    before: int
    earlier: int
    surge: bool
    channel: dict[str, int]
    status: dict[str, int]
    nature: dict[str, int]
    stance: dict[str, int]


class Comeback(TypedDict):
    """An entry that was struck off the ledger and is spoken about again (反弹): by opinions received since."""

    issue: str
    code: str
    title: str
    struck_on: str
    about: int
    doubts: int


class Doubted(TypedDict):
    """An entry whose rectification is doubted, or that is spoken about again after opinions on it were solved."""

    issue: str
    code: str
    title: str
    about: int
    doubts: int
    reopened: int
    solved_before: int


class OpinionLine(TypedDict):
    """One shown opinion; `withheld` says why it stands here without its text, `joined` names the text it is one of
    several voices of; `alike` is the first opinion of all those that are one text, as the machine finds it, too."""

    id: str
    number: str
    channel: str
    origin: str
    status: str
    nature: str
    stance: str
    received_on: str
    registered_on: str
    main: str
    further: list[str]
    suggested: str
    joined: str
    alike: str
    urgent: bool
    late: bool
    withheld: str
    subject: str
    text: str


class OldestLine(TypedDict):
    """One of the opinions that wait longest."""

    id: str
    number: str
    channel: str
    received_on: str
    days: int


class UnitLine(TypedDict):
    """Open opinions at one unit, how many are over the time for finishing, and how many the unit's own time limit
    ends for in a few days or has ended for: None where a digest was made before that was counted."""

    unit: str
    count: int
    late: int
    due: int | None
    overdue: int | None


class Stock(TypedDict):
    """What is open when the snapshot is made, whenever it was registered; total = sum of by_status.

    `suggested` are those waiting that the machine has suggested an entry for and nobody has looked at.
    """

    total: int
    suggested: int
    by_status: list[Count]
    take_up_days: int
    take_up_late: int
    finish_days: int
    finish_late: int
    oldest: list[OldestLine]
    units: list[UnitLine]


class Route(TypedDict):
    """Opinions given to another body during the period; `returned` of them its receipt has come back for."""

    disposal: str
    addressee: str
    letters: int
    count: int
    returned: int


class Flow(TypedDict):
    """How many opinions were acted on during the period, whenever they were registered.

    `restricted` are those given to other bodies that are counted only, wherever they went; `ratings` are the citizens'.
    """

    acts: list[Count]
    outcomes: list[Count]
    reasons: list[Count]
    ratings: list[Count]
    routes: list[Route]
    restricted: int


class Instructed(TypedDict):
    """What a leader wrote and nobody has reported done; `on` is a register number or an issue of the digest.

    No text where the opinion's words do not stand in digests; `due_on` is empty where no day was set.
    """

    on: str
    leader: str
    given_on: str
    due_on: str
    late: bool
    text: str


class Instructions(TypedDict):
    """The open ones; `restricted` are on opinions that are counted only."""

    open: list[Instructed]
    restricted: int


class Correction(TypedDict):
    """What an earlier digest (`edition`, its running number) said of an opinion, and what holds now."""

    edition: int
    number: str
    what: str
    was: str
    now: str


class Corrections(TypedDict):
    """What was changed, since the last digest was issued, of what earlier ones say.

    `decided`: opinions that were not linked yet; `hidden`: opinions that are only counted by now. Both are no errors.
    """

    since: str
    edition: int
    decided: int
    hidden: int
    lines: list[Correction]


class Check(TypedDict):
    """One sum that was added up again."""

    what: str
    left: int
    right: int


class Snapshot(TypedDict):
    """A period as it was counted at `made_at`; `circular` is empty where all circulars are counted."""

    format: str
    period: str
    kind: str
    title: str
    first_day: str
    last_day: str
    start: str
    end: str
    zone: str
    made_at: str
    office: str
    reach: str
    circular: str
    circulars: list[str]
    number: int | None
    revision: int
    issued_by: str | None
    compared: int
    totals: Totals
    linking: Linking
    trend: list[Count]
    by_channel: list[Trend]
    by_origin: list[Count]
    by_status: list[Count]
    by_nature: list[Count]
    by_stance: list[Count]
    by_day: list[Count]
    by_place: list[Protected]
    issues: list[IssueLine]
    comebacks: list[Comeback]
    doubted: list[Doubted]
    new_words: list[Count]
    flow: Flow
    stock: Stock
    instructions: Instructions
    quality: list[Count]
    corrections: Corrections | None
    opinions: list[OpinionLine]
    sentences: list[str]
    seal: str
    checks: list[Check]
