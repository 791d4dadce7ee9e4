"""The charts of a digest: what each shows, in words too, and where its strokes lie on paper. Pure, knows no format."""

from collections.abc import Iterator
from dataclasses import dataclass

from intake.digest.types import Snapshot
from intake.digest.wording import few, ranked
from intake.model import Stance

WIDTH = 156.0  # millimetres, the type area of an official paper
PLAIN, LOUD, INK, FAINT = "7f96b5", "9c1c1c", "222222", "b8bec8"
BARS = 10  # entries in a chart of entries
LONGEST_MONTH = 31
_SIZE = 3.5  # millimetres of a character


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: columns over time, or lying bars; `loud` is the part of each value that is drawn in red.

    `key` is that of the table with the same figures.
    """

    key: str
    title: str
    labels: tuple[str, ...]
    values: tuple[int, ...]
    loud: tuple[int, ...]
    legend: tuple[str, str]
    lying: bool

    @property
    def alt(self) -> str:
        """All that the picture says."""
        parts = (
            f"{name}{value}件" + (f"（{self.legend[0]}{loud}件）" if loud and any(self.legend) else "")
            for name, value, loud in zip(self.labels, self.values, self.loud, strict=True)
        )
        return f"{'条' if self.lying else '柱'}形图：{self.title}。{'，'.join(parts)}。"


@dataclass(frozen=True, slots=True)
class Rect:
    """A filled rectangle; millimetres from the upper left corner."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text on its baseline; `anchor` is start, middle or end."""

    x: float
    y: float
    size: float
    anchor: str
    colour: str
    text: str


Shape = Rect | Label


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart's strokes on an area of `width` times `height` millimetres."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


def charts(found: Snapshot) -> list[Chart]:
    """The charts that say more than the sentences do: the course of time always, the rest where there are enough."""
    made = [trend(found)] if found["compared"] else []
    if not few(found):
        made += [days(found)] if len(found["by_day"]) <= LONGEST_MONTH else []
        made += [entries(found)]
    return [chart for chart in made if any(chart.values)]


def trend(found: Snapshot) -> Chart:
    """This period, in red, and those before."""
    values = tuple(line["count"] for line in found["trend"])
    labels = tuple(_short(line["key"], line["label"]) for line in found["trend"])
    loud = (*(0 for _ in values[1:]), values[-1])
    return Chart("trend", "登记件数变化", labels, values, loud, ("", ""), lying=False)


def days(found: Snapshot) -> Chart:
    """The days of the period."""
    week = len(found["by_day"]) <= 7
    labels = tuple(line["label"] if week else str(int(line["key"][8:])) for line in found["by_day"])
    values = tuple(line["count"] for line in found["by_day"])
    return Chart("days", "每日登记件数", labels, values, tuple(0 for _ in values), ("", ""), lying=False)


def entries(found: Snapshot) -> Chart:
    """The entries that most speak about, and how many of those doubt."""
    lines = ranked(found["issues"])[:BARS]
    return Chart(
        "coverage",
        "反映较多的整改事项",
        tuple(line["title"] for line in lines),
        tuple(line["about"] for line in lines),
        tuple(line["stance"][Stance.DOUBTS] for line in lines),
        ("质疑整改不实", "其他"),
        lying=True,
    )


def draw(chart: Chart) -> Drawing:
    """The strokes of a chart."""
    if chart.lying:
        height = len(chart.values) * 7.0 + 8
        return Drawing(WIDTH, height, (*_legend(chart), *_bars(chart)))
    return Drawing(WIDTH, 46.0, tuple(_columns(chart, 46.0)))


def _columns(chart: Chart, height: float) -> Iterator[Shape]:
    floor, step = height - 6, WIDTH / len(chart.values)
    scale, thick = (floor - 6) / max(chart.values), min(step * 0.6, 12.0)
    for n, (name, value, loud) in enumerate(zip(chart.labels, chart.values, chart.loud, strict=True)):
        middle, tall = (n + 0.5) * step, value * scale
        if value:
            yield Rect(middle - thick / 2, floor - tall, thick, tall, LOUD if loud else PLAIN)
            yield Label(middle, floor - tall - 1.2, _SIZE, "middle", INK, str(value))
        yield Label(middle, floor + 4.6, _SIZE if len(chart.values) <= BARS else 2.6, "middle", INK, name)
    yield Rect(0, floor, WIDTH, 0.25, FAINT)


def _bars(chart: Chart) -> Iterator[Shape]:
    left = 62.0
    scale = (WIDTH - left - 12) / max(chart.values)
    for n, (name, value, loud) in enumerate(zip(chart.labels, chart.values, chart.loud, strict=True)):
        top, end = 8 + n * 7.0, left + value * scale
        yield Label(left - 2, top + 4.4, _SIZE, "end", INK, _cut(name, 16))
        yield Rect(left, top + 0.9, loud * scale, 4.8, LOUD)
        yield Rect(left + loud * scale, top + 0.9, (value - loud) * scale, 4.8, PLAIN)
        yield Label(end + 1.5, top + 4.4, _SIZE, "start", INK, str(value))
    yield Rect(left, 8, 0.25, len(chart.values) * 7.0, FAINT)


def _legend(chart: Chart) -> Iterator[Shape]:
    left = 62.0
    for colour, words in zip((LOUD, PLAIN), chart.legend, strict=True):
        yield Rect(left, 1.2, 3.2, 3.2, colour)
        yield Label(left + 4.4, 4.2, _SIZE, "start", INK, words)
        left += 10 + _SIZE * len(words)


def _short(key: str, name: str) -> str:
    """`第47周`, `11月`; days by the first: `11-01`."""
    return key[5:10] if "--" in key else name.partition("年")[2]


def _cut(words: str, size: int) -> str:
    return words if len(words) <= size else f"{words[: size - 1]}…"


def measure(text: str, size: float) -> list[float]:
    """How far each character of a text goes on: a Chinese one by its size, others by half of it."""
    return [size if char > "\u2e7f" or char == "…" else size / 2 for char in text]
