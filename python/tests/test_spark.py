"""The column function on a real Spark: two workers, each a process of its own, as on a cluster."""

from __future__ import annotations

import datetime
import os
import runpy
import sys

import pytest
from conftest import ROOT, TEXT, java

import gazet

if not java():
    pytest.skip("no Java: Spark is not tested", allow_module_level=True)

from pyspark.sql import SparkSession

import gazet.spark

NAMES = ("n.tsv", b"id\tname\ttype\tsource\nship/resolute\tOld Bess\tnick\ta test\n")
SHIP = ("ship.tsv", b"id\tname\nship/resolute\tHMS Resolute\n")


@pytest.fixture(scope="module")
def spark():
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.executor.memory", "1g")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "1000")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )
    yield session
    session.stop()


def test_same_spans_as_one_machine(spark):
    annotator = gazet.load(SHIP)
    texts = [f"{TEXT} HMS Resolute {i}." for i in range(500)]
    day = datetime.date(2024, 11, 8)
    df = spark.createDataFrame([(i, t, day) for i, t in enumerate(texts)], "id long, text string, published date")
    found = gazet.spark.annotate(df.repartition(4), date="published", annotator=annotator)
    assert found.columns == ["id", "text", "published", "gazet"]
    rows = found.orderBy("id").collect()
    assert len(rows) == 500
    for row, text in zip(rows, texts, strict=True):
        record = annotator.annotate(text, day)
        spans = [(s.start, s.end, s.label, s.id, s.value, s.country) for s in record]
        assert [(s.start, s.end, s.label, s.id, s.value, s.country) for s in row.gazet.spans] == spans
        assert (row.gazet.date, row.gazet.date_source, row.gazet.error) == (day, "record", None)
        assert all(row.text[s.start : s.end] == s.text for s in row.gazet.spans)
    flat = found.selectExpr("id", "inline(gazet.spans)").where("label = 'SHIP'")
    assert flat.count() == 500


def test_both_workers_work_and_lists_go_once(spark):
    df = spark.createDataFrame([(i, TEXT) for i in range(400)], "id long, text string").repartition(8)
    before = set(spark.sparkContext.listFiles)
    for _ in range(2):
        assert gazet.spark.annotate(df, keep=["id"], annotator=gazet.load(SHIP, names=[NAMES])).count() == 400
    (file,) = set(spark.sparkContext.listFiles) - before
    assert file.endswith(".gazet"), "the same lists, loaded twice, are one file"
    hosts = spark.sparkContext._jsc.sc().getExecutorMemoryStatus().size()
    assert hosts == 3, "the driver and two workers"


def test_a_document_that_fails_is_a_row(spark):
    df = spark.createDataFrame([("a", "Seoul"), ("b", None), ("c", "The FBI")], "key string, body string")
    rows = {r.key: r.gazet for r in gazet.spark.annotate(df, "body", id="key", keep=["key"]).collect()}
    assert rows["b"].error.asDict() == {"kind": "text", "message": 'b: no "text"'} and rows["b"].spans is None
    assert rows["a"].spans[0].id == "loc/seoul" and rows["c"].spans[0].id == "us/fbi"
    df = spark.createDataFrame([(bytearray(b"\xff"),), (bytearray(b"Seoul"),)], "content binary")
    rows = [r.gazet for r in gazet.spark.annotate(df, "content", keep=[]).collect()]
    assert sorted(r.error.kind if r.error else r.spans[0].text for r in rows) == ["Seoul", "not_utf8"]


def test_what_is_refused(spark):
    df = spark.createDataFrame([("x",)], "gazet string")
    with pytest.raises(gazet.OptionError, match='no column "text"; there are gazet'):
        gazet.spark.annotate(df)
    with pytest.raises(gazet.OptionError, match='the column "gazet" is there already'):
        gazet.spark.annotate(df, "gazet")


def test_the_example_job(spark, tmp_path, monkeypatch):
    source, target = str(tmp_path / "in"), str(tmp_path / "out")
    df = spark.createDataFrame([("a", TEXT, "2024-11-08"), ("b", None, None)], "id string, text string, published string")
    df.write.parquet(source)
    monkeypatch.setattr(sys, "argv", ["spark_job.py", source, target, "--date", "published"])
    # the session is the tests', so the job must not end it
    monkeypatch.setattr(SparkSession, "stop", lambda self: None)
    runpy.run_path(str(ROOT / "python" / "examples" / "spark_job.py"), run_name="__main__")
    rows = {r.id: r for r in spark.read.parquet(target).collect()}
    assert rows["b"].error.kind == "text" and len(rows["a"].spans) == len(gazet.annotate(TEXT))
