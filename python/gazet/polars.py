"""gazet for Polars: a column of texts in, a column of records or a frame of spans out."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import polars as pl

import gazet

if TYPE_CHECKING:
    from gazet import Annotator

__all__ = ["annotate", "spans"]

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)


def annotate(
    frame: Frame,
    text: str = "text",
    date: str | None = None,
    id: str | None = None,
    *,
    into: str = "gazet",
    annotator: Annotator | None = None,
    threads: int | None = None,
) -> Frame:
    """Return the frame with a further column, a struct of the record of each row's text.

    ``text``, ``date`` and ``id`` name columns; without the last two, the document's date is what its text tells, its id the row's number.
    Of a lazy frame, parts are annotated as they come.
    """
    chosen = annotator or gazet.default()

    def add(part: pl.DataFrame) -> pl.DataFrame:
        return part.with_columns(_records(part, text, date, id, chosen, threads).to_struct(into))

    if isinstance(frame, pl.LazyFrame):
        empty = frame.collect_schema().to_frame()
        return frame.map_batches(add, streamable=True, schema=add(empty).schema)
    return add(frame)


def spans(
    frame: pl.DataFrame,
    text: str = "text",
    date: str | None = None,
    id: str | None = None,
    *,
    row: str = "row",
    annotator: Annotator | None = None,
    threads: int | None = None,
) -> pl.DataFrame:
    """Return the spans of a frame's texts: a row a span, with the number of the text's row in the column ``row``.

    A row that cannot be read has no span; :func:`annotate` has its error.
    """
    records = _records(frame, text, date, id, annotator or gazet.default(), threads)
    lists = records.select("spans").with_row_index(row)
    lists = lists.filter(pl.col("spans").list.len() > 0)
    return lists.explode("spans").unnest("spans")


def _records(
    frame: pl.DataFrame, text: str, date: str | None, id: str | None, annotator: Annotator, threads: int | None
) -> pl.DataFrame:
    columns = [pl.col(text).alias("text")]
    columns += [pl.col(date).alias("date")] if date is not None else []
    columns += [pl.col(id).alias("id")] if id is not None else []
    return pl.DataFrame(annotator.annotate_arrow(frame.select(columns), threads=threads))
