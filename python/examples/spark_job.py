"""Annotates a folder of Parquet with Spark, and writes a folder of Parquet: id, date, spans, relations, error.

    spark-submit --py-files ... spark_job.py hdfs:///releases hdfs:///annotated --date published

gazet's wheel must be installed where executors run: in the image of the cluster, or as an archive of a virtual environment
(`venv-pack`, then `--archives env.tar.gz#env` and PYSPARK_PYTHON=./env/bin/python). docs/python.md has the settings that matter.
"""

from __future__ import annotations

import argparse

from pyspark.sql import SparkSession

import gazet
import gazet.spark


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", help="a folder or file of Parquet")
    parser.add_argument("target", help="the folder to write, which must not be there")
    parser.add_argument("--id", default="id", help="the column that names a text [default: id]")
    parser.add_argument("--text", default="text", help="the column of texts [default: text]")
    parser.add_argument("--date", help="the column of their dates")
    parser.add_argument("-g", "--gazetteer", action="append", default=[], help="a list of your own (repeatable)")
    args = parser.parse_args()

    spark = SparkSession.builder.appName("gazet").getOrCreate()
    # documents are larger than rows usually are: fewer of them at once between the JVM and Python
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "1000")
    annotator = gazet.load(args.gazetteer)
    df = spark.read.parquet(args.source)
    found = gazet.spark.annotate(df, args.text, args.date, args.id, keep=[args.id], annotator=annotator)
    found = found.select(args.id, "gazet.*")
    found.write.parquet(args.target)
    written = spark.read.parquet(args.target)
    print(f"{written.count()} texts, {written.where('error is not null').count()} of them failed")
    spark.stop()


if __name__ == "__main__":
    main()
