"""Charts as SVG; colours come from the page's style sheet, so they follow light and dark mode."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

WIDTH, HEIGHT = 360, 250  # the width of a narrow phone, so that text stays readable there
LEFT, RIGHT, TOP, BOTTOM = 46, 10, 10, 40
ROW = 28  # height of a row of an interval chart
Scale = Callable[[float], float]
LETTER = 6.8  # mean width of a letter


@dataclass(frozen=True)
class Series:
    """The points of one line or one set of bars.

    Attributes:
        label: The label in the legend.
        style: The style sheet class that sets the colour: ``s0`` to ``s7``, or ``real``.
        x: The x values, N.
        y: The y values, N.
        dots: Whether each point is marked.
        dashed: Whether the line is dashed.
        bars: Whether to draw bars instead of a line.
    """

    label: str
    style: str
    x: Sequence[float]
    y: Sequence[float]
    dots: bool = False
    dashed: bool = False
    bars: bool = False


@dataclass(frozen=True)
class IntervalRow:
    """A figure with its interval: one row of an interval chart.

    Attributes:
        label: The label of the row.
        style: The style sheet class.
        value: The figure.
        low: The lower end of its interval.
        high: The upper end of its interval.
        text: The figure as text.
    """

    label: str
    style: str
    value: float
    low: float
    high: float
    text: str


@dataclass(frozen=True)
class Cell:
    """A cell of a heat map.

    Attributes:
        column: The column, from 0.
        row: The row, from 0 at the bottom.
        share: The share of all names, which sets the opacity of the cell.
        text: The tooltip.
    """

    column: int
    row: int
    share: float
    text: str


def lines(series: Sequence[Series], x_label: str, y_label: str, categories: str = "") -> str:
    """Return a chart of lines and bars on common axes.

    Args:
        series: One or more series, each with points.
        x_label: The label below the x axis.
        y_label: The label above the y axis.
        categories: One letter for each x from 0, shown instead of numbers; empty shows numbers.
    """
    xs = [x for one in series for x in one.x]
    ys = [y for one in series for y in one.y]
    from_zero = any(one.bars for one in series)
    low, high = (0.0 if from_zero else min(ys)), max(ys)
    pad = (high - low) * 0.06 or 0.5
    half = 0.6 if from_zero else 0.0
    x_at = _scale(min(xs) - half, max(xs) + half, LEFT, WIDTH - RIGHT)
    y_at = _scale(low - (0 if from_zero else pad), high + pad, HEIGHT - BOTTOM, TOP + 14)
    svg = _svg(HEIGHT, f"{y_label} by {x_label}")
    for tick in ticks(low, high):
        _line(svg, (LEFT, y_at(tick)), (WIDTH - RIGHT, y_at(tick)), "grid")
        _text(svg, LEFT - 6, y_at(tick) + 4, f"{tick:.4g}", "end")
    named: list[tuple[float, str]] = [*enumerate(categories)]
    for x, text in named or [(x, _short(x)) for x in ticks(min(xs), max(xs), 6)]:
        _text(svg, x_at(x), HEIGHT - BOTTOM + 16, text, "middle")
    _text(svg, (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, x_label, "middle", "label")
    _text(svg, 4, TOP + 2, y_label, "start", "label")
    for one in series:
        _draw_bars(svg, one, x_at, y_at) if one.bars else _draw_line(svg, one, x_at, y_at)
    return _markup(svg)


def intervals(rows: Sequence[IntervalRow], unit: str = "") -> str:
    """Return a chart with one row for each figure: a dot with its interval.

    Args:
        rows: One or more figures.
        unit: The unit of the figures.
    """
    left = min(max(len(one.label) for one in rows) * LETTER + 12, 0.4 * WIDTH)
    height = ROW * len(rows) + BOTTOM
    low = min(0.0, *(one.low for one in rows))
    high = max(one.high for one in rows) or 1.0
    x_at = _scale(low, high, left, WIDTH - 44)
    svg = _svg(height, ", ".join(f"{one.label} {one.text}" for one in rows))
    for tick in ticks(low, high, 4):
        _line(svg, (x_at(tick), 4), (x_at(tick), height - BOTTOM + 6), "grid")
        _text(svg, x_at(tick), height - BOTTOM + 20, _short(tick), "middle")
    _text(svg, (left + WIDTH - 44) / 2, height - 4, unit, "middle", "label")
    for place, one in enumerate(rows):
        y = ROW * (place + 0.5) + 4
        group = SubElement(svg, "g", {"class": one.style})
        SubElement(group, "title").text = f"{one.label}: {one.text}"
        _text(group, left - 8, y + 4, one.label, "end", "name")
        _line(group, (x_at(one.low), y), (x_at(one.high), y), "interval")
        _dot(group, x_at(one.value), y, 5)
        _text(group, WIDTH - 2, y + 4, one.text.partition(" ")[0], "end", "value")
    return _markup(svg)


def heat(cells: Sequence[Cell], size: tuple[int, int], labels: "HeatLabels", style: str) -> str:
    """Return a heat map.

    Args:
        cells: The cells that aren't empty.
        size: The numbers of columns and rows.
        labels: The labels of the axes.
        style: The style sheet class.
    """
    columns, rows = size
    x_at = _scale(0, columns, LEFT, WIDTH - RIGHT)
    y_at = _scale(0, rows, HEIGHT - BOTTOM, TOP + 14)
    svg = _svg(HEIGHT, labels.about)
    _line(svg, (LEFT, y_at(0)), (WIDTH - RIGHT, y_at(0)), "grid")
    most = max((one.share for one in cells), default=1.0)
    for one in cells:
        shade = {
            "class": f"{style} cell",
            "x": _short(x_at(one.column) + 0.5),
            "y": _short(y_at(one.row + 1) + 0.5),
            "width": _short(x_at(1) - x_at(0) - 1),
            "height": _short(y_at(0) - y_at(1) - 1),
            "fill-opacity": f"{0.15 + 0.85 * one.share / most:.2f}",
        }
        SubElement(SubElement(svg, "rect", shade), "title").text = one.text
    for place in labels.band:
        _line(svg, (x_at(place), TOP + 14), (x_at(place), y_at(0)), "bound")
    _line(svg, (LEFT, y_at(labels.least)), (WIDTH - RIGHT, y_at(labels.least)), "bound")
    for column, text in labels.columns:
        _text(svg, x_at(column), HEIGHT - BOTTOM + 16, text, "middle")
    for row, text in labels.rows:
        _text(svg, LEFT - 6, y_at(row + 0.5) + 4, text, "end")
    _text(svg, (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, labels.x, "middle", "label")
    _text(svg, 4, TOP + 2, labels.y, "start", "label")
    return _markup(svg)


@dataclass(frozen=True)
class HeatLabels:
    """The axes of a heat map.

    Attributes:
        about: A description of the chart, for screen readers.
        x: The label below the x axis.
        y: The label above the y axis.
        columns: Column positions from 0, with their labels.
        rows: Row positions from 0, with their labels.
        band: The column positions of two vertical lines.
        least: The row position of a horizontal line.
    """

    about: str
    x: str
    y: str
    columns: Sequence[tuple[float, str]]
    rows: Sequence[tuple[int, str]]
    band: tuple[float, float]
    least: float


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Return about ``count`` round numbers between ``low`` and ``high``.

    >>> ticks(0, 1), ticks(2.1, 3.7)
    ([0.0, 0.2, 0.4, 0.6, 0.8, 1.0], [2.5, 3.0, 3.5])
    """
    if not high > low:
        return [low]
    raw = (high - low) / count
    magnitude = 10.0 ** math.floor(math.log10(raw))
    step = next(m * magnitude for m in (1, 2, 5, 10) if m * magnitude >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(place * step, 10) for place in range(first, last + 1)]


def _scale(low: float, high: float, start: float, end: float) -> Scale:
    if low == high:  # a single value is drawn in the middle
        low, high = low - 1, high + 1
    return lambda value: start + (value - low) / (high - low) * (end - start)


def _svg(height: float, about: str) -> Element:
    box = f"0 0 {WIDTH} {_short(height)}"
    return Element("svg", {"viewBox": box, "role": "img", "aria-label": about})


def _markup(svg: Element) -> str:
    return tostring(svg, encoding="unicode")


def _draw_line(
    svg: Element, one: Series, x_at: Callable[..., float], y_at: Callable[..., float]
) -> None:
    group = SubElement(svg, "g", {"class": f"{one.style} {'dashed' if one.dashed else ''}".strip()})
    points = [(x_at(x), y_at(y)) for x, y in zip(one.x, one.y, strict=True)]
    path = " ".join(f"{_short(x)},{_short(y)}" for x, y in points)
    SubElement(group, "polyline", {"points": path})
    for (x, y), at, value in zip(points, one.x, one.y, strict=True):
        if one.dots or len(points) == 1:
            SubElement(_dot(group, x, y, 3.5), "title").text = f"{one.label}, {at:g}: {value:.4g}"


def _draw_bars(
    svg: Element, one: Series, x_at: Callable[..., float], y_at: Callable[..., float]
) -> None:
    width = 0.8 * (x_at(1) - x_at(0))
    for x, y in zip(one.x, one.y, strict=True):
        shape = {
            "class": f"{one.style} bar",
            "x": _short(x_at(x) - width / 2),
            "y": _short(y_at(y)),
            "width": _short(width),
            "height": _short(y_at(0) - y_at(y)),
        }
        SubElement(SubElement(svg, "rect", shape), "title").text = f"{one.label}: {y:.3g}"


def _line(svg: Element, start: tuple[float, float], end: tuple[float, float], style: str) -> None:
    ends = zip(("x1", "y1", "x2", "y2"), (*start, *end), strict=True)
    SubElement(svg, "line", {"class": style, **{key: _short(value) for key, value in ends}})


def _dot(svg: Element, x: float, y: float, radius: float) -> Element:
    return SubElement(svg, "circle", {"cx": _short(x), "cy": _short(y), "r": _short(radius)})


def _text(svg: Element, x: float, y: float, text: str, anchor: str, style: str = "tick") -> None:
    at = {"x": _short(x), "y": _short(y), "text-anchor": anchor, "class": style}
    SubElement(svg, "text", at).text = text


def _short(number: float) -> str:
    return f"{number:.6g}"
