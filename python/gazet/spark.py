"""gazet for Spark: a column of texts in, a column of records out, by mapInArrow.

The lists go to every node once, as one compiled file that all Python workers of the node share in memory. On the nodes gazet must be installed: its wheel needs
nothing but Python and pyarrow.
"""

from __future__ import annotations

import atexit
import functools
import hashlib
import pickle
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyspark import SparkFiles
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructField, StructType

import gazet

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from gazet import Annotator

__all__ = ["annotate"]


def annotate(
    df: DataFrame,
    text: str = "text",
    date: str | None = None,
    id: str | None = None,
    *,
    into: str = "gazet",
    keep: Iterable[str] | None = None,
    annotator: Annotator | None = None,
) -> DataFrame:
    """Return a data frame with a further column, a struct of the record of each row's text.

    Its fields are ``date``, ``date_source``, ``error``, ``spans``, ``relations``; a row that cannot be read has ``error`` (``kind`` and
    ``message``) in place of ``spans``. ``df.selectExpr("id", "inline(gazet.spans)")`` makes a row of each span.

    :param text: the column of texts: strings, or binary that is UTF-8.
    :param date: the column of the texts' dates: days, time stamps or strings; without it, dates are those that the texts tell.
    :param id: the column whose values name a row in messages, the row's number in its batch by default.
    :param keep: the columns to keep, all by default. Columns that are not needed afterwards, the texts above all, cost time on their way
        from Python to the JVM.
    :param annotator: what :func:`gazet.load` made, the built-in lists by default.
    """
    keep = list(df.columns if keep is None else keep)
    reads = {name: column for name, column in (("text", text), ("date", date), ("id", id)) if column is not None}
    for column in [*reads.values(), *keep]:
        if column not in df.columns:
            raise gazet.OptionError(f'no column "{column}"; there are {", ".join(df.columns)}')
    if into in keep:
        raise gazet.OptionError(f'the column "{into}" is there already')
    chosen = annotator or gazet.default()
    file, options = _ship(df, chosen), chosen.options
    needed = [c for c in df.columns if c in keep or c in reads.values()]
    fields = [df.schema[name] for name in keep]
    record = StructType(from_arrow_schema(_records(chosen, pa.record_batch({"text": pa.array([], pa.string())})).schema).fields)
    schema = StructType([*fields, StructField(into, record)])
    return df.select(needed).mapInArrow(_work(file, options, reads, keep, into), schema)


def _work(
    file: str, options: dict[str, Any], reads: dict[str, str], keep: list[str], into: str
) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """What a Python worker does with its batches."""

    def work(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        annotator = _annotator(SparkFiles.get(file), pickle.dumps(options))
        for batch in batches:
            texts = pa.record_batch({name: batch.column(column) for name, column in reads.items()})
            records = _records(annotator, texts).to_struct_array()
            yield pa.record_batch([*(batch.column(c) for c in keep), records], names=[*keep, into])

    return work


def _records(annotator: Annotator, texts: pa.RecordBatch) -> pa.RecordBatch:
    records = pa.record_batch(annotator.annotate_arrow(texts, dictionaries=False))
    # a row of Spark's has its id beside the record
    return records.drop_columns("id")


def _ship(df: DataFrame, annotator: Annotator) -> str:
    """Gives the lists to every node, and the name of their file. Its name is that of its content: the same lists go once."""
    folder = Path(tempfile.mkdtemp(prefix="gazet-"))
    annotator.save(folder / "lists")
    with (folder / "lists").open("rb") as lists:
        name = f"{hashlib.file_digest(lists, 'sha256').hexdigest()[:16]}.gazet"
    context = df.sparkSession.sparkContext
    if any(file.endswith(f"/{name}") for file in context.listFiles):
        shutil.rmtree(folder)
    else:
        # it stays there as long as the driver may be asked for it
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        context.addFile(str((folder / "lists").rename(folder / name)))
    return name


@functools.cache
def _annotator(path: str, options: bytes) -> Annotator:
    """The annotator of a shipped file and pickled options, one a worker."""
    return gazet.load(path, **pickle.loads(options))  # noqa: S301
