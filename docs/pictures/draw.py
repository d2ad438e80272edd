#!/usr/bin/env python3
"""Draws the pictures of the documents: NAME.picture becomes NAME.svg, in colours for light and for dark surroundings.

usage: docs/pictures/draw.py [--check]

--check   draws nothing, and fails if an SVG is not that of its source

A source has one shape on each line, in the order of drawing; a line that begins with # is a remark.

  title TEXT                        what the picture shows, for those who cannot see it
  size WIDTH HEIGHT                 in pixels
  area NAME X Y WIDTH HEIGHT TEXT   something that contains others; its text is at its top
  box NAME X Y WIDTH HEIGHT TEXT    a part; KIND=outside after the size draws a part of somebody else
  note X Y TEXT                     text in small letters, from X to the right
  arrow FROM TO … : TEXT            from the edge of one shape to the edge of another: NAME.SIDE or NAME.SIDE+N, where SIDE is n, e, s or w, and N
                                    pixels from the middle of that side; after TO: VIA X,Y for a corner, AT X,Y for the middle of the text,
                                    IN X,Y for the same within an area

In a TEXT `|` begins a new line.
"""
import re
import sys
from html import escape
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
LINE = 17
STYLE = """
  svg { color-scheme: light dark; --ground: #ffffff; --ink: #1b2430; --soft: #5a6675; --edge: #48586c; --area: #eef2f7;
    --part: #ffffff; --outside: #fdf3df; --way: #1f5fae; }
  @media (prefers-color-scheme: dark) {
    svg { --ground: #14181e; --ink: #e8edf3; --soft: #a9b4c1; --edge: #7d8b9c; --area: #1e252e; --part: #2a3340;
      --outside: #3a3222; --way: #7db4f5; }
  }
  text { font-family: system-ui, "Segoe UI", "DejaVu Sans", sans-serif; font-size: 13px; fill: var(--ink); }
  .ground { fill: var(--ground); }
  .area { fill: var(--area); stroke: var(--edge); }
  .box { fill: var(--part); stroke: var(--edge); }
  .outside { fill: var(--outside); stroke: var(--edge); stroke-dasharray: 4 3; }
  .name { font-weight: 600; }
  .small { font-size: 12px; fill: var(--soft); }
  .way { fill: none; stroke: var(--way); stroke-width: 1.6; }
  .head { fill: var(--way); }
  .label { font-size: 12px; fill: var(--way); stroke: var(--ground); stroke-width: 4px; paint-order: stroke; }
  .within { stroke: var(--area); }
"""


class Picture:
    def __init__(self, source):
        self.title, self.size, self.shapes, self.parts = "", (0, 0), {}, []
        for number, line in enumerate(source.splitlines(), 1):
            if line.strip() and not line.startswith("#"):
                try:
                    word, rest = line.split(None, 1)
                    getattr(self, "_" + word)(rest.strip())
                except (AttributeError, ValueError, KeyError) as fault:
                    raise SystemExit(f"line {number}: {line!r}: {fault}")

    def _title(self, text):
        self.title = text

    def _size(self, text):
        self.size = tuple(int(each) for each in text.split())

    def _area(self, text):
        name, x, y, width, height, label = text.split(None, 5)
        self._shape("area", name, (x, y, width, height))
        self._lines(int(x) + int(width) / 2, int(y) + 20, label, "middle")

    def _box(self, text):
        name, x, y, width, height, label = text.split(None, 5)
        kind = "box"
        if label.startswith("KIND=outside "):
            kind, label = "outside", label[len("KIND=outside "):]
        self._shape(kind, name, (x, y, width, height))
        top = int(y) + (int(height) - LINE * len(label.split("|"))) / 2 + 13
        self._lines(int(x) + int(width) / 2, top, label, "middle")

    def _shape(self, kind, name, place):
        x, y, width, height = self.shapes[name] = tuple(int(each) for each in place)
        self.parts.append(f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" rx="6"/>')

    def _note(self, text):
        x, y, label = text.split(None, 2)
        self._text(float(x), float(y), label, "small", "start")

    def _lines(self, x, y, label, anchor):
        first, *more = label.split("|")
        self._text(x, y, first, "name", anchor)
        if more:
            self._text(x, y + LINE, "|".join(more), "small", anchor)

    def _text(self, x, y, label, kind, anchor):
        for count, line in enumerate(label.split("|")):
            self.parts.append(
                f'<text class="{kind}" x="{x:g}" y="{y + count * LINE:g}" text-anchor="{anchor}">{escape(line.strip())}</text>')

    def _arrow(self, text):
        ends, _, label = text.partition(" : ")
        words = ends.split()
        points, at, kind = [self._point(words[0])], None, "label"
        for word, value in zip(words[2::2], words[3::2]):
            place = tuple(float(each) for each in value.split(","))
            if word == "VIA":
                points.append(place)
            elif word == "AT":
                at = place
            elif word == "IN":
                at, kind = place, "label within"
            else:
                raise ValueError(f"no such word: {word}")
        points.append(self._point(words[1]))
        path = " L".join(f"{x:g} {y:g}" for x, y in points)
        self.parts.append(f'<path class="way" d="M{path}" marker-end="url(#head)"/>')
        if label:
            (x1, y1), (x2, y2) = points[0], points[-1]
            x, y = at or ((x1 + x2) / 2, (y1 + y2) / 2)
            lines = label.split("|")
            self._text(x, y + 4 - LINE * (len(lines) - 1) / 2, label, kind, "middle")

    def _point(self, end):
        name, side, shift = re.fullmatch(r"(\w[\w-]*)\.([nesw])([+-]\d+)?", end).groups()
        x, y, width, height = self.shapes[name]
        shift = int(shift or 0)
        return {
            "n": (x + width / 2 + shift, y),
            "s": (x + width / 2 + shift, y + height),
            "w": (x, y + height / 2 + shift),
            "e": (x + width, y + height / 2 + shift),
        }[side]

    def svg(self):
        width, height = self.size
        head = ('<defs><marker id="head" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
                '<path class="head" d="M0 0 L8 4 L0 8 z"/></marker></defs>')
        return "\n".join([
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">',
            f"<title>{escape(self.title)}</title>", f"<style>{STYLE}</style>", head,
            f'<rect class="ground" width="{width}" height="{height}" rx="8"/>', *self.parts, "</svg>", ""])


def main(arguments):
    if arguments not in ([], ["--check"]):
        raise SystemExit(__doc__)
    sources = sorted(FOLDER.glob("*.picture"))
    stale = []
    for source in sources:
        target = source.with_suffix(".svg")
        drawn = Picture(source.read_text("utf-8")).svg()
        if not arguments:
            target.write_text(drawn, "utf-8")
        elif not target.exists() or target.read_text("utf-8") != drawn:
            stale.append(target.name)
    stale += [each.name for each in FOLDER.glob("*.svg") if not each.with_suffix(".picture").exists()]
    if stale or not sources:
        raise SystemExit(f"not drawn from their sources: {', '.join(stale)}; run docs/pictures/draw.py")


main(sys.argv[1:])
