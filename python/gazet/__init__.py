"""Agencies, titles, persons, dates, threat actors, countries, places, events and agreements in press releases.

gazet is rules and lists, no model: the same text, lists and options give the same annotation, always.

>>> import gazet
>>> annotator = gazet.load()
>>> annotation = annotator.annotate("The FBI spoke in Seoul on Tuesday.", date="2024-11-08")
>>> [(span.text, span.label, span.id or span.value) for span in annotation]
[('FBI', 'AGENCY', 'us/fbi'), ('Seoul', 'LOCATION', 'loc/seoul'), ('Tuesday', 'DATE', '2024-11-05')]

An :class:`Annotator` holds the lists, compiled once; any number of threads may use it. ``annotate`` takes one text, ``pipe`` an iterable of
them, ``annotate_arrow`` a column. ``gazet.pandas``, ``gazet.polars``, ``gazet.spacy`` and ``gazet.spark`` bring it to where the data is.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable
from typing import Any, Literal

from gazet._gazet import (
    SCHEMA,
    Annotation,
    Annotator,
    ArrowBatch,
    ArrowStream,
    DocumentError,
    GazetError,
    ListError,
    OptionError,
    Pipe,
    Relation,
    Span,
    __version__,
    notices,
)

__all__ = [
    "SCHEMA",
    "Annotation",
    "Annotator",
    "ArrowBatch",
    "ArrowStream",
    "DocumentError",
    "GazetError",
    "ListError",
    "OptionError",
    "Pipe",
    "Relation",
    "Span",
    "__version__",
    "annotate",
    "default",
    "load",
    "notices",
]

ListLike = str | os.PathLike[str] | tuple[str, bytes]


def load(
    lists: ListLike | Iterable[ListLike] = (),
    exceptions: ListLike | Iterable[ListLike] = (),
    names: ListLike | Iterable[ListLike] = (),
    *,
    builtin: bool = True,
    names_only: bool = False,
    only: str | Iterable[str] = (),
    overlap: Literal["nested", "flat", "all"] = "nested",
    date: str = "auto",
    dates: Literal["press", "timeml"] = "press",
    date_order: Literal["auto", "mdy", "dmy"] = "auto",
    prefer: Literal["auto", "past", "future", "nearest"] = "auto",
    fiscal_year_start: int = 10,
    explain: bool = False,
) -> Annotator:
    """Compile lists, and return what annotates with them.

    The options are those of the command line, with ``_`` for ``-``.

    :param lists: lists of your own, beside the built-in ones: paths of TSV files with the columns ``id`` and ``name``, or pairs of a name
        and a file's bytes. Rows without a label have the file's name in capitals as theirs. Or one compiled file, as
        :meth:`Annotator.save` and ``gazet gazetteer compile`` write it, in place of all lists: it is mapped, not read.
    :param exceptions: tables of surface, id, rule, reason: names that match only as written, only with evidence, or not at all.
    :param names: tables of further names: id, name, type, source.
    :param builtin: False leaves the built-in lists out.
    :param names_only: the names of the lists and nothing else, the longest at each place, as keyword replacers do: no rule, no date, no choice
        by what stands around.
    :param only: labels; spans with others are left out.
    :param overlap: ``nested``: no spans overlap, but for a country inside an event, an agreement or a descriptive threat actor; ``flat``:
        none at all; ``all``: every candidate, chosen or not.
    :param date: ``auto``: a text's date is the one given with it, else the one that it tells; ``none``: no text has one; a day as
        ``YYYY-MM-DD``: all have that one.
    :param dates: ``press``: expressions with a place in the calendar; ``timeml``: TimeML in every respect, with TIME, DURATION and SET.
    :param date_order: how 03/07/2024 is read.
    :param prefer: where a date without a year lies when no verb tells.
    :param fiscal_year_start: the month in which a fiscal year begins.
    :param explain: every span says why it stands.
    :raises ListError: where a list cannot be read or compiled; the message names file and line.
    :raises OptionError: where an option has no such value.
    """
    return Annotator(
        _many(lists),
        _many(exceptions),
        _many(names),
        builtin=builtin,
        names_only=names_only,
        only=[only] if isinstance(only, str) else list(only),
        overlap=overlap,
        date=date,
        dates=dates,
        date_order=date_order,
        prefer=prefer,
        fiscal_year_start=fiscal_year_start,
        explain=explain,
    )


@functools.cache
def default() -> Annotator:
    """Return the annotator of the built-in lists and default options; it is made once a process."""
    return load()


def annotate(text: str | bytes, date: object = None, id: str = "-") -> Annotation:
    """Annotate one text with the built-in lists: ``default().annotate(text, date, id)``."""
    return default().annotate(text, date, id)


def _again(lists: list[ListLike], options: dict[str, Any]) -> Annotator:
    """Make an annotator that was pickled."""
    return load(lists, **options)


def _many(lists: ListLike | Iterable[ListLike]) -> list[ListLike]:
    """One list, or several, as several."""
    if isinstance(lists, (str, os.PathLike)):
        return [lists]
    if isinstance(lists, tuple) and len(lists) == 2 and isinstance(lists[1], bytes):
        return [lists]
    several = list(lists)
    for one in several:
        if not isinstance(one, (str, os.PathLike, tuple)):
            raise TypeError(f"a list is a path, or a pair of a name and a file's bytes, not {type(one).__name__}")
    return several
