"""gazet for pandas: a column of texts in, a frame of spans out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

import gazet

if TYPE_CHECKING:
    from gazet import Annotator

__all__ = ["annotate", "spans"]


def annotate(
    frame: pd.DataFrame,
    text: str = "text",
    date: str | None = None,
    id: str | None = None,
    *,
    annotator: Annotator | None = None,
    threads: int | None = None,
) -> pd.DataFrame:
    """Return the records of a frame's texts: a row a row, with the frame's index.

    ``text``, ``date`` and ``id`` name columns; without the last two, the document's date is what its text tells, its id the row's number.
    The columns are those of the record; ``spans`` and ``relations`` are lists of dictionaries, ``error`` says what could not be read.
    """
    records = _records(frame, text, date, id, annotator, threads).to_pandas()
    records.index = frame.index
    return records


def spans(
    frame: pd.DataFrame,
    text: str = "text",
    date: str | None = None,
    id: str | None = None,
    *,
    annotator: Annotator | None = None,
    threads: int | None = None,
) -> pd.DataFrame:
    """Return the spans of a frame's texts: a row a span, with the index of the text's row.

    ``frame.join(spans(frame), rsuffix="_span")`` puts them beside the columns of the frame, of which the text has a span's column's name.
    A row that cannot be read has no span; :func:`annotate` has its error.
    """
    records = _records(frame, text, date, id, annotator, threads)
    column = records.column("spans").combine_chunks()
    if isinstance(column, pa.ChunkedArray):  # of no chunk
        column = pa.array([], column.type)
    rows = pc.list_parent_indices(column)
    flat = pa.Table.from_struct_array(pc.list_flatten(column)).to_pandas()
    flat.index = frame.index.take(rows.to_numpy())
    return flat


def _records(
    frame: pd.DataFrame,
    text: str,
    date: str | None,
    id: str | None,
    annotator: Annotator | None,
    threads: int | None,
) -> pa.Table:
    columns = {"text": text} | ({"date": date} if date is not None else {}) | ({"id": id} if id is not None else {})
    arrays: dict[str, Any] = {name: pa.array(frame[column], from_pandas=True) for name, column in columns.items()}
    stream = (annotator or gazet.default()).annotate_arrow(pa.table(arrays), threads=threads)
    return pa.table(stream).unify_dictionaries()
