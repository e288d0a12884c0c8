"""The picture of who meets whom: arcs around a circle, one for each group, and ribbons between them. Geometry only.

An arc is as long as its group meets people; a ribbon is as wide at each end as the two groups meet each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt

from conference.meetings.figures import Matrix

RADIUS, THICKNESS, LABEL_AT = 170.0, 14.0, 194.0
# Names stand this far below each other at least, and arcs narrower than this (in radians) have none.
LINE, NARROW = 18.0, 0.09
# How far from the upright line through the middle a name begins, and how far down the last one may stand.
EDGE, LOWEST = 6.0, 200.0
# Between two arcs, as long as there are few enough of them.
GAP = 0.04


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the circle, from and until in radians, clockwise from the top."""

    begin: float
    end: float

    @property
    def middle(self) -> float:
        """Half-way."""
        return (self.begin + self.end) / 2


@dataclass(frozen=True, slots=True)
class Arc:
    """One group on the circle."""

    group: int
    span: Span
    path: str


@dataclass(frozen=True, slots=True)
class Label:
    """Where a group's name stands, beside the half of the circle (`right`) that it is on.

    `x`, `y`: a name, moved from its arc where it would cover another, with a line (`lead`) to it then; `short_x`,
    `short_y`: the middle of a short one, which finds room at its arc.
    """

    group: int
    right: bool
    x: float
    y: float
    short_x: float
    short_y: float
    lead: str


@dataclass(frozen=True, slots=True)
class Ribbon:
    """What two groups have to do with each other; `one` is the one that meets more."""

    one: int
    other: int
    count: int
    spans: tuple[Span, Span]
    path: str


@dataclass(frozen=True, slots=True)
class Chord:
    """The whole picture around the point 0, 0; the widest ribbons first, so that narrow ones lie on top."""

    arcs: tuple[Arc, ...]
    ribbons: tuple[Ribbon, ...]
    labels: tuple[Label, ...]


def chord(matrix: Matrix) -> Chord:
    """Return the picture of a matrix; without any pair it is empty."""
    spans = _arc_spans(matrix)
    parts = {group: _parts(matrix, group, span) for group, span in spans.items()}
    arcs = tuple(_arc(group, span) for group, span in spans.items())
    ribbons = [
        # A ribbon within a group has its second end beside its first.
        _ribbon(matrix, (one, other), (parts[one][other, 0], parts[other][one, int(one == other)]))
        for one in spans
        for other in spans
        if one <= other and matrix.cells[one][other]
    ]
    return Chord(arcs, tuple(sorted(ribbons, key=lambda ribbon: -ribbon.count)), _labels(spans))


def _arc_spans(matrix: Matrix) -> dict[int, Span]:
    """Return the part of the circle of each group that meets anybody; all of them and the gaps fill it."""
    groups = [group for group in range(len(matrix.groups)) if matrix.ends(group)]
    if not groups:
        return {}
    gap = 0.0 if len(groups) == 1 else min(GAP, pi / len(groups))
    each = (2 * pi - gap * len(groups)) / (2 * matrix.pairs)
    found: dict[int, Span] = {}
    at = 0.0
    for group in groups:
        found[group] = Span(at, at + matrix.ends(group) * each)
        at = found[group].end + gap
    return found


def _parts(matrix: Matrix, group: int, span: Span) -> dict[tuple[int, int], Span]:
    """Cut an arc into the ends of its ribbons, by (the other group, which end): nearest neighbours at its two ends.

    So ribbons of one arc do not cross each other. A ribbon within a group has both its ends here.
    """
    size = len(matrix.groups)
    order = [((group - step) % size, 0) for step in range(1, size)]
    order[len(order) // 2 : len(order) // 2] = [(group, 0), (group, 1)]
    each = (span.end - span.begin) / matrix.ends(group)
    found: dict[tuple[int, int], Span] = {}
    at = span.begin
    for other, side in order:
        end = at + matrix.cells[group][other] * each
        found[other, side] = Span(at, end)
        at = end
    return found


def _arc(group: int, span: Span) -> Arc:
    inner, outer = RADIUS, RADIUS + THICKNESS
    path = (
        f"M{_at(outer, span.begin)}{_along(outer, span)}L{_at(inner, span.end)}"
        f"{_along(inner, Span(span.end, span.begin))}Z"
    )
    return Arc(group, span, path)


def _labels(spans: Mapping[int, Span]) -> tuple[Label, ...]:
    middles = [(group, span.middle) for group, span in spans.items() if span.end - span.begin > NARROW]
    right = [(group, angle) for group, angle in middles if sin(angle) >= 0]
    return (*_column(right, 1), *_column([one for one in middles if one not in right], -1))


def _column(middles: Sequence[tuple[int, float]], side: int) -> list[Label]:
    """Put the names of one half below each other, each as near to its arc as the others leave room for."""
    ordered = sorted(middles, key=lambda one: -cos(one[1]))
    wanted = [-LABEL_AT * cos(angle) for _group, angle in ordered]
    heights: list[float] = []
    for height in wanted:
        heights.append(max(height, heights[-1] + LINE) if heights else height)
    lowest = LOWEST
    for at in reversed(range(len(heights))):
        heights[at] = min(heights[at], lowest)
        lowest = heights[at] - LINE
    found = []
    for (group, angle), height, near in zip(ordered, heights, wanted, strict=True):
        x = side * max(sqrt(max(LABEL_AT**2 - height**2, 0.0)), EDGE)
        lead = "" if abs(height - near) < LINE / 2 else f"M{_at(RADIUS + THICKNESS, angle)}L{x:.1f},{height:.1f}"
        short = LABEL_AT * sin(angle), -LABEL_AT * cos(angle)
        found.append(
            Label(group, side > 0, round(x, 1), round(height, 1), round(short[0], 1), round(short[1], 1), lead)
        )
    return found


def _ribbon(matrix: Matrix, pair: tuple[int, int], spans: tuple[Span, Span]) -> Ribbon:
    first, second = spans
    inner = RADIUS - 1
    path = (
        f"M{_at(inner, first.begin)}{_along(inner, first)}Q0,0 {_at(inner, second.begin)}"
        f"{_along(inner, second)}Q0,0 {_at(inner, first.begin)}Z"
    )
    one, other = sorted(pair, key=lambda group: (-matrix.ends(group), group))
    return Ribbon(one, other, matrix.cells[one][other], spans, path)


def _along(radius: float, span: Span) -> str:
    """Return the way along the circle to the end of a part, which may run backwards.

    In two halves: one that goes all the way round would otherwise end where it begins, and not be drawn.
    """
    sweep = int(span.end >= span.begin)
    return "".join(f"A{radius:g},{radius:g} 0 0 {sweep} {_at(radius, angle)}" for angle in (span.middle, span.end))


def _at(radius: float, angle: float) -> str:
    return f"{radius * sin(angle):.2f},{-radius * cos(angle):.2f}"
