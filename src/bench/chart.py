"""Draws what run.sh measured by size as two charts, for the manual: chart.py RESULTS [DIRECTORY]

Scenario sizes becomes cost-by-subscribers.svg, scenario memory becomes memory-by-sessions.svg; a chart without results
is left as it is. DIRECTORY is src/site/resources unless told otherwise.
"""
import math
import pathlib
import sys
from xml.sax.saxutils import escape

import figures

WIDTH, HEIGHT = 800, 460
LEFT, RIGHT, TOP, BOTTOM = 70, 620, 76, 390  # of the plot; names of the lines stand to its right
COLOURS = ("#0060a0", "#b34700", "#00785a", "#8a3f73", "#5c5c00", "#333333", "#a00030", "#4040a0", "#006b75")
MARKS = ("circle", "square", "triangle", "diamond")
NAMES = {"wildfly": "Carillon, WildFly", "payara": "Carillon, Payara", "wildfly-loop": "loop, WildFly",
         "payara-loop": "loop, Payara", "bun": "Bun", "ws": "ws", "socketio": "Socket.IO", "stomp": "Spring STOMP",
         "nettysocketio": "netty-socketio", "bare-undertow": "bare Undertow", "bare-tyrus": "bare Tyrus"}


class Axis:
    """Places values between two ends of the picture, evenly or by their logarithm."""

    def __init__(self, low, high, begin, end, logarithmic):
        self.logarithmic = logarithmic
        self.low, self.high, self.begin, self.end = self.scaled(low), self.scaled(high), begin, end

    def scaled(self, value):
        return math.log10(value) if self.logarithmic else value

    def at(self, value):
        return self.begin + (self.scaled(value) - self.low) / (self.high - self.low) * (self.end - self.begin)


def nice_ticks(high):
    """Four to eight even steps from 0 that end at or above high."""
    rough = high / 6
    unit = 10 ** math.floor(math.log10(rough))
    step = next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= rough)
    return [step * index for index in range(math.ceil(high / step) + 1)]


def logarithmic_ticks(low, high):
    """1, 2, 5, 10, ... from at or below low to at or above high."""
    steps = [factor * 10.0 ** power for power in range(-3, 6) for factor in (1, 2, 5)]
    first = max(step for step in steps if step <= low)
    last = min(step for step in steps if step >= high)
    return [step for step in steps if first <= step <= last]


def number(value):
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:g}"


def text(x, y, words, anchor="start", size=14, weight="normal"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" font-weight="{weight}">'
            f"{escape(words)}</text>")


def mark(kind, x, y, colour):
    shapes = {
        "circle": f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>',
        "square": f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8"/>',
        "triangle": f'<path d="M{x:.1f} {y - 5.5:.1f}l5.5 9.5h-11z"/>',
        "diamond": f'<path d="M{x:.1f} {y - 6:.1f}l5.5 6l-5.5 6l-5.5 -6z"/>',
    }
    return f'<g fill="{colour}">{shapes[kind]}</g>'


def spread(wanted, gap):
    """Heights near those wanted, in the same order, at least a gap apart, within the plot."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    placed = [0.0] * len(wanted)
    last = TOP - gap
    for index in order:
        last = max(wanted[index], last + gap)
        placed[index] = last
    limit = BOTTOM + 4
    for index in reversed(order):
        placed[index] = min(placed[index], limit)
        limit = placed[index] - gap
    return placed


def grid(x, y, xs, ys):
    for value in ys:
        yield f'<path d="M{LEFT} {y.at(value):.1f}H{RIGHT}" stroke="#d0d0d0"/>'
        yield text(LEFT - 8, y.at(value) + 5, number(value), "end")
    for value in xs:
        yield f'<path d="M{x.at(value):.1f} {BOTTOM}v6" stroke="#555555"/>'
        crowded = any(0 < x.at(other) - x.at(value) < 56 for other in xs)
        yield text(x.at(value) + (10 if crowded else 0), BOTTOM + 22, number(value), "end" if crowded else "middle")
    yield f'<path d="M{LEFT} {BOTTOM}H{RIGHT}" stroke="#555555"/>'


def look(peer):
    """Colour and mark of a peer, the same in both charts."""
    known = list(NAMES)
    index = known.index(peer) if peer in known else len(known) + sum(peer.encode())
    return COLOURS[index % len(COLOURS)], MARKS[index % len(MARKS)]


def lines(series, x, y):
    ends = spread([y.at(points[-1][1]) for points in series.values()], 19)
    for index, (peer, points) in enumerate(series.items()):
        colour, kind = look(peer)
        places = [(x.at(size), y.at(value)) for size, value in points]
        path = "L".join(f"{a:.1f} {b:.1f}" for a, b in places)
        yield f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2.2"/>'
        yield from (mark(kind, a, b, colour) for a, b in places)
        last = f"M{places[-1][0] + 7:.1f} {places[-1][1]:.1f}"
        yield f'<path d="{last}L{RIGHT + 22} {ends[index]:.1f}" stroke="#b0b0b0"/>'
        yield mark(kind, RIGHT + 29, ends[index], colour)
        yield text(RIGHT + 40, ends[index] + 5, NAMES.get(peer, peer))


def described(series, unit):
    """The figures in words, for those who cannot see the lines."""
    told = (f"{NAMES.get(peer, peer)}: " + ", ".join(f"{value:.3g} {unit} with {size:,}" for size, value in points)
            for peer, points in series.items())
    return ". ".join(told) + "."


def draw(series, title, unit, below, logarithmic):
    xs = sorted({size for points in series.values() for size, _ in points})
    values = [value for points in series.values() for _, value in points]
    ys = logarithmic_ticks(min(values), max(values)) if logarithmic else nice_ticks(max(values))
    x = Axis(xs[0] if logarithmic else 0, xs[-1], LEFT + (12 if logarithmic else 0), RIGHT, logarithmic)
    y = Axis(ys[0], ys[-1], BOTTOM, TOP, logarithmic)
    body = "\n".join([*grid(x, y, xs, ys), *lines(series, x, y)])
    scales = "; both scales are logarithmic" if logarithmic else ""
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"
 role="img" aria-labelledby="title desc" font-family="system-ui, 'Segoe UI', 'DejaVu Sans', Arial, sans-serif">
<title id="title">{escape(title)}</title>
<desc id="desc">{escape(described(series, unit))}</desc>
<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>
<g fill="#1a1a1a">
{text(16, 28, title, size=18, weight="bold")}
{text(16, 52, unit + scales)}
{body}
{text((LEFT + RIGHT) / 2, BOTTOM + 48, below, "middle")}
</g>
</svg>
"""


def series_of(runs, prefix, column):
    """The points of each peer, from smallest to largest."""
    sizes = sorted({int(name[len(prefix):]) for name, _ in runs if name.startswith(prefix)})
    peers = dict.fromkeys(peer for name, peer in runs if name.startswith(prefix))
    found = {peer: [(size, column(runs, peer, size)) for size in sizes] for peer in peers}
    return {peer: [point for point in points if point[1] is not None] for peer, points in found.items()}


def main():
    runs = figures.read(sys.argv[1])
    directory = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else figures.ROOT / "src/site/resources"
    directory.mkdir(parents=True, exist_ok=True)
    costs = series_of(runs, "size-", figures.cost)
    if costs:
        (directory / "cost-by-subscribers.svg").write_text(draw(
            costs, "What a delivery costs the server", "µs of processor time for each delivery",
            "subscribers of the channel", True), encoding="utf-8")
    memory = series_of(runs, "memory-", figures.memory)
    if memory:
        (directory / "memory-by-sessions.svg").write_text(draw(
            memory, "What idle sessions cost the server", "MB of memory beyond that of a server without sessions",
            "sessions, each subscribed to one channel", False), encoding="utf-8")


main()
