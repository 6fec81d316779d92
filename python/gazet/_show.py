"""Annotations for people: a table on a terminal, marked text in a notebook."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gazet import Annotation, Span

#: Backgrounds that dark text can be read on; every label has an underline of its own as well.
_COLOURS = {
    "AGENCY": ("#cfe3ff", "solid"),
    "AGREEMENT": ("#e5dcff", "double"),
    "COUNTRY": ("#d9f2d0", "dotted"),
    "DATE": ("#fff0b8", "dashed"),
    "EVENT": ("#ffe0ef", "double"),
    "LOCATION": ("#d0f0ec", "dotted"),
    "MALWARE": ("#ffd9cc", "wavy"),
    "PERSON": ("#f3e3cc", "solid"),
    "THREAT_ACTOR": ("#ffc9c9", "wavy"),
    "TITLE": ("#e4ecdd", "dashed"),
    "TOOL": ("#f5d6e8", "wavy"),
}
_OTHER = ("#e3e3e3", "solid")


def meaning(span: Span) -> str:
    """What a span stands for: its id and name, its value, or who it may be."""
    if span.value is not None:
        return span.value
    if span.id is not None:
        return span.id if span.name is None else f"{span.id} ({span.name})"
    return " | ".join(id for id, _ in span.candidates)


def table(annotation: Annotation) -> str:
    """A line a span: offsets, label, text, meaning."""
    date = "no date" if annotation.date is None else f"{annotation.date} ({annotation.date_source})"
    rows = [(f"{s.start}..{s.end}", s.label, " ".join(s.text.split()), meaning(s)) for s in annotation]
    widths = [max((len(row[i]) for row in rows), default=0) for i in range(3)]
    lines = [f"{annotation.id}  {date}"]
    for offsets, label, text, value in rows:
        lines.append(f"{offsets:>{widths[0]}}  {label:{widths[1]}}  {text:{widths[2]}}  {value}".rstrip())
    return "\n".join(lines)


def html(annotation: Annotation) -> str:
    """The text with its spans marked; a span inside another is marked inside it."""
    text, done = annotation.text, 0
    out: list[str] = []
    open_ends: list[int] = []

    def plain(until: int) -> None:
        nonlocal done
        out.append(escape(text[done:until]))
        done = max(done, until)

    for span in annotation:
        while open_ends and open_ends[-1] <= span.start:
            plain(open_ends.pop())
            out.append("</mark>")
        if open_ends and span.end > open_ends[-1]:
            continue  # it crosses the end of another: only overlap="all" has such spans
        plain(span.start)
        colour, line = _COLOURS.get(span.label, _OTHER)
        style = f"background:{colour};color:#111;text-decoration:underline {line};border-radius:3px;padding:0 2px"
        title = f"{span.label} {meaning(span)} {span.score:.2f}"
        out.append(f'<mark style="{style}" title="{escape(title)}">')
        open_ends.append(span.end)
    while open_ends:
        plain(open_ends.pop())
        out.append("</mark>")
    plain(len(text))
    labels = sorted({span.label for span in annotation})
    legend = "".join(
        f'<span style="background:{_COLOURS.get(label, _OTHER)[0]};color:#111;border-radius:3px;padding:0 4px;margin-right:6px">'
        f"{escape(label)}</span>"
        for label in labels
    )
    head = "" if annotation.date is None else f"<small>{annotation.date} ({escape(annotation.date_source)})</small> "
    return f'<div><div>{head}{legend}</div><div style="white-space:pre-wrap;line-height:1.6">{"".join(out)}</div></div>'
