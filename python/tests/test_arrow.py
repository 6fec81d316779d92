"""Columns of texts: every type of string, batches, streams, what cannot be read."""

from __future__ import annotations

import datetime
import json

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from conftest import TEXT

import gazet
import gazet.pandas
import gazet.polars

TEXTS = [TEXT, "", None, "The FBI spoke on Tuesday.", "서울 Seoul 😀 Seoul"]
STRINGS = [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())]
BYTES = [pa.binary(), pa.large_binary(), pa.binary_view()]


def plain(span: dict) -> dict:
    """A span of Arrow's as the record has it: what is null, false or empty is absent, scores have two decimals."""

    def clean(value):
        if isinstance(value, dict):
            return {k: clean(v) for k, v in value.items() if v is not None and v is not False and v != []}
        if isinstance(value, list):
            return [clean(v) for v in value]
        return round(value, 2) if isinstance(value, float) else value

    return clean(span)


@pytest.mark.parametrize("type", STRINGS + BYTES, ids=str)
def test_every_type_of_text(annotator, type):
    texts = [t.encode() if t is not None and type in BYTES else t for t in TEXTS]
    array = pa.array(texts, pa.string()).dictionary_encode() if pa.types.is_dictionary(type) else pa.array(texts, type)
    # a slice has its own offset into the buffers
    for data, first in ((array, 0), (array.slice(1), 1)):
        rows = pa.record_batch(annotator.annotate_arrow(data)).to_pylist()
        assert len(rows) == len(TEXTS) - first
        for i, (row, text) in enumerate(zip(rows, TEXTS[first:], strict=True)):
            assert row["id"] == str(i)
            if text is None:
                assert row["error"] == {"kind": "text", "message": f'{i}: no "text"'} and row["spans"] is None
                continue
            record = annotator.annotate(text).to_dict()
            assert [plain(s) for s in row["spans"]] == record["spans"]
            assert [plain(r) for r in row["relations"]] == [plain(r) for r in record["relations"]]
            assert all(text[s["start"] : s["end"]] == s["text"] for s in row["spans"])


def test_columns_of_a_batch(annotator):
    days = ["2024-11-08", "2024-11-08T10:00:00Z", None, "soon"]
    batch = pa.record_batch({"text": ["On Thursday."] * 4, "date": days, "id": ["a", "b", None, "d"], "other": [1, 2, 3, 4]})
    rows = pa.record_batch(annotator.annotate_arrow(batch)).to_pylist()
    day = datetime.date(2024, 11, 8)
    assert [(r["id"], r["date"], r["date_source"]) for r in rows[:3]] == [("a", day, "record"), ("b", day, "record"), ("2", None, "none")]
    assert rows[3]["error"] == {"kind": "date", "message": 'd: "date" is "soon", not a day as YYYY-MM-DD'}
    named = batch.rename_columns(["body", "published", "number", "other"])
    named = pa.record_batch(annotator.annotate_arrow(named, text="body", date="published", id="other"))
    assert named.column("id").to_pylist() == ["1", "2", "3", "4"] and named.column("date").null_count == 2
    for ids in (pa.array([7], pa.uint8()), pa.array(["7"], pa.string_view()), pa.array(["7"]).dictionary_encode()):
        rows = pa.record_batch(annotator.annotate_arrow(pa.record_batch({"text": ["x"], "id": ids}))).to_pylist()
        assert rows[0]["id"] == "7"
    for type in (pa.date32(), pa.date64(), pa.timestamp("us"), pa.timestamp("ns", "UTC")):
        dates = pa.array([day], pa.date32()).cast(pa.timestamp("ns")).cast(type)
        rows = pa.record_batch(annotator.annotate_arrow(pa.record_batch({"text": ["x"], "date": dates}))).to_pylist()
        assert rows[0]["date"] == day, type


def test_what_is_refused(annotator):
    batch = pa.record_batch({"body": ["x"], "date": pa.array([1.5])})
    with pytest.raises(gazet.OptionError, match='no column "text"; there are body, date'):
        annotator.annotate_arrow(batch)
    with pytest.raises(gazet.OptionError, match="the dates are days, time stamps or strings, not Float64"):
        annotator.annotate_arrow(batch, text="body")
    with pytest.raises(gazet.OptionError, match="the texts are strings, or binary that is UTF-8, not Int64"):
        annotator.annotate_arrow(pa.array([1]))
    with pytest.raises(TypeError, match="list has neither __arrow_c_array__ nor __arrow_c_stream__"):
        annotator.annotate_arrow(["x"])


def test_bytes_that_are_no_text(annotator):
    rows = pa.record_batch(annotator.annotate_arrow(pa.array([b"\xff", b"\xef\xbb\xbfSeoul"]))).to_pylist()
    assert rows[0]["error"] == {"kind": "not_utf8", "message": "0: not UTF-8: bad byte at offset 0"}
    assert [s["start"] for s in rows[1]["spans"]] == [0]


def test_the_schema_is_what_comes(annotator):
    for options, arguments in [({}, {}), ({"explain": True}, {}), ({}, {"dictionaries": False})]:
        annotator = gazet.load(**options)
        table = pa.table({"text": TEXTS * 100})
        stream = annotator.annotate_arrow(table, **arguments)
        schema = pa.schema(stream)
        result = pa.table(stream)
        result.validate(full=True)
        assert result.schema == schema == pa.record_batch(annotator.annotate_arrow(pa.array(TEXTS), **arguments)).schema
        assert ("dictionary" in str(schema)) == (arguments == {})
        assert ("why" in str(schema)) == ("explain" in options)


def test_streams_are_cut_and_in_order(annotator):
    table = pa.table({"text": [f"{'😀' * (i % 5)} Seoul {i}" for i in range(1000)]})
    table = pa.concat_tables([table.slice(0, 3), table.slice(3, 0), table.slice(3)])
    for threads in (1, 2, None):
        stream = annotator.annotate_arrow(table, threads=threads)
        reader = pa.RecordBatchReader.from_stream(stream)
        batches = list(reader)
        assert max(b.num_rows for b in batches) <= 128
        rows = pa.Table.from_batches(batches).to_pylist()
        assert [r["id"] for r in rows] == [str(i) for i in range(1000)]
        assert [r["spans"][0]["start"] for r in rows] == [i % 5 + 1 for i in range(1000)]
        with pytest.raises(gazet.GazetError, match="read already"):
            pa.table(stream)


def test_a_stream_is_read_as_it_is_needed(annotator):
    taken = 0

    def batches():
        nonlocal taken
        while True:
            taken += 1
            yield pa.record_batch({"text": [TEXT]})

    reader = pa.RecordBatchReader.from_batches(pa.schema({"text": pa.string()}), batches())
    stream = pa.RecordBatchReader.from_stream(annotator.annotate_arrow(reader, threads=2))
    for given in range(1, 30):
        assert stream.read_next_batch().num_rows == 1
        assert taken - given <= 8


def test_a_broken_stream_breaks_in_its_place(annotator):
    def batches():
        yield pa.record_batch({"text": ["Seoul"]})
        raise RuntimeError("the wire is cut")

    reader = pa.RecordBatchReader.from_batches(pa.schema({"text": pa.string()}), batches())
    stream = pa.RecordBatchReader.from_stream(annotator.annotate_arrow(reader))
    assert stream.read_next_batch().num_rows == 1
    with pytest.raises(Exception, match="the wire is cut"):
        stream.read_next_batch()


def test_other_libraries_arrays(annotator):
    series = pl.Series("text", TEXTS)
    assert pl.DataFrame(annotator.annotate_arrow(series))["spans"].list.len().to_list()[3] == 2
    chunked = pa.chunked_array([["Seoul"], ["The FBI"]])
    assert pa.table(annotator.annotate_arrow(chunked)).num_rows == 2


def test_parquet_and_back(annotator, tmp_path):
    import pyarrow.parquet as pq

    table = pa.table(annotator.annotate_arrow(pa.table({"text": TEXTS})))
    pq.write_table(table, tmp_path / "out.parquet")
    assert pq.read_table(tmp_path / "out.parquet").to_pylist() == table.to_pylist()


def frame_rows() -> dict:
    return {"body": [*TEXTS, "On Thursday."], "day": [None] * 5 + [datetime.date(2024, 11, 8)], "key": list("abcdef")}


def test_pandas(annotator):
    frame = pd.DataFrame(frame_rows(), index=[10, 20, 30, 40, 50, 60])
    frame["day"] = pd.to_datetime(frame["day"])
    records = gazet.pandas.annotate(frame, "body", "day", "key")
    assert list(records.index) == list(frame.index) and list(records["id"]) == list("abcdef")
    assert records.loc[30, "error"] == {"kind": "text", "message": 'c: no "text"'}
    spans = gazet.pandas.spans(frame, "body", "day", "key")
    assert set(spans.index) == {10, 40, 50, 60} and spans.loc[60, "value"] == "2024-11-07"
    for index, span in spans.iterrows():
        assert frame.loc[index, "body"][span["start"] : span["end"]] == span["text"]
    assert len(frame.join(spans, lsuffix="_row")) == len(spans) + 2
    assert len(gazet.pandas.spans(frame.iloc[:0], "body")) == 0
    large = pd.concat([frame] * 200)
    assert len(gazet.pandas.spans(large, "body")) == 200 * len(gazet.pandas.spans(frame, "body"))


def test_polars(annotator):
    frame = pl.DataFrame(frame_rows())
    whole = gazet.polars.annotate(frame, "body", "day", "key")
    assert whole.columns == ["body", "day", "key", "gazet"]
    assert whole["gazet"].struct.field("error")[2] == {"kind": "text", "message": 'c: no "text"'}
    lazy = gazet.polars.annotate(frame.lazy(), "body", "day", "key")
    assert lazy.collect_schema() == whole.schema and lazy.collect().equals(whole)
    assert lazy.collect(engine="streaming").sort("key").equals(whole)
    spans = gazet.polars.spans(frame, "body", "day")
    for row in spans.iter_rows(named=True):
        assert frame["body"][row["row"]][row["start"] : row["end"]] == row["text"]
    assert spans.filter(pl.col("row") == 5)["value"].to_list() == ["2024-11-07"]
    assert gazet.polars.spans(frame.head(0), "body").height == 0


def test_records_as_json(annotator):
    """What Arrow says is what JSON says, for real releases."""
    from conftest import ROOT

    texts = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "seeds").iterdir())]
    rows = pa.record_batch(gazet.load(explain=True).annotate_arrow(pa.array(texts))).to_pylist()
    for row, text in zip(rows, texts, strict=True):
        record = json.loads(gazet.load(explain=True).annotate(text).to_json())
        assert [plain(s) for s in row["spans"]] == [plain(s) for s in record["spans"]]
