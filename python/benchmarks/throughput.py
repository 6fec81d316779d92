"""How fast Python's ways in are, each against its yardstick, in one run: `make bench-python CORPUS=releases.jsonl`.

- `pipe` against the command line: both read the file, annotate on all cores, write the records; starting up and loading lists is not counted.
- `annotate_arrow` against the command line on one thread.
- with --spark: the job of `gazet.spark.annotate` against one that gives every batch back as it is but for the texts, on two workers.

Ways take turns, round by round; the figures are medians: seconds by the clock and of the processors, and the ratio of speeds by each, round
by round. On a machine that does other work the second ratio is the one to believe.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

import gazet

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path, help="JSON lines with id, text, date")
    parser.add_argument("-n", "--rounds", type=int, default=5)
    parser.add_argument("--spark", action="store_true")
    parser.add_argument("--copies", type=int, default=3, help="copies of the corpus that Spark reads [default: 3]")
    args = parser.parse_args()
    lines = [json.loads(line) for line in args.corpus.open(encoding="utf-8")]
    megabytes = sum(len(line["text"].encode()) for line in lines) / 1e6
    print(f"{len(lines)} texts, {megabytes:.1f} MB, {os.cpu_count()} cores")
    if args.spark:
        spark(lines, megabytes, args.rounds, args.copies)
    else:
        local(args.corpus, lines, megabytes, args.rounds)


#: Seconds by the clock, and of the processors, those of child processes that ended included.
Seconds = tuple[float, float]


def clock(work: Callable[[], object]) -> Seconds:
    wall, cpu = time.perf_counter(), os.times()
    work()
    return time.perf_counter() - wall, sum(os.times()[:4]) - sum(cpu[:4])


def local(corpus: Path, lines: list[dict], megabytes: float, rounds: int) -> None:
    annotator = gazet.load()
    texts = pa.array([line["text"] for line in lines])
    cli = str(ROOT / "target" / "release" / "gazet")
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.jsonl"
        empty.write_text('{"text": ""}\n', encoding="utf-8")

        def command(source: Path, *options: str) -> None:
            out = str(Path(folder) / "cli.jsonl")
            subprocess.run([cli, "annotate", "-q", *options, str(source), "-o", out], check=True)

        def command_line(*options: str) -> Seconds:
            whole, start = clock(lambda: command(corpus, *options)), clock(lambda: command(empty, *options))
            return whole[0] - start[0], whole[1] - start[1]

        def pipe_file() -> None:
            with corpus.open(encoding="utf-8") as source, (Path(folder) / "pipe.jsonl").open("w", encoding="utf-8") as out:
                for annotation in annotator.pipe(map(json.loads, source)):
                    out.write(annotation.to_json())
                    out.write("\n")

        def pipe_memory() -> None:
            assert sum(len(annotation) for annotation in annotator.pipe(lines)) > 0

        def arrow() -> None:
            assert pa.record_batch(annotator.annotate_arrow(texts)).num_rows == len(lines)

        times: dict[str, list[Seconds]] = {name: [] for name in ("cli", "pipe, file to file", "pipe, in memory", "cli -j1", "arrow")}
        for _ in range(rounds):
            times["cli"].append(command_line())
            times["pipe, file to file"].append(clock(pipe_file))
            times["pipe, in memory"].append(clock(pipe_memory))
            times["cli -j1"].append(command_line("-j", "1"))
            times["arrow"].append(clock(arrow))
    for name, of in [("cli", "cli"), ("pipe, file to file", "cli"), ("pipe, in memory", "cli"), ("cli -j1", "cli -j1"), ("arrow", "cli -j1")]:
        report(name, of, times, megabytes)


def spark(lines: list[dict], megabytes: float, rounds: int, copies: int) -> None:
    from pyspark.sql import SparkSession

    import gazet.spark

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local-cluster[2,1,1024]").config("spark.executor.memory", "1g")
    builder = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", "1000").config("spark.ui.enabled", "false")
    session = builder.config("spark.log.level", "ERROR").getOrCreate()
    with tempfile.TemporaryDirectory() as folder:
        table = pa.table({"id": [line["id"] for line in lines], "text": [line["text"] for line in lines]})
        import pyarrow.parquet as pq

        for i in range(copies * 2):
            half = table.slice((i % 2) * (len(lines) // 2), len(lines) // 2)
            pq.write_table(half, f"{folder}/{i}.parquet", row_group_size=500)
        df = session.read.parquet(folder)

        def save(result: object) -> None:
            result.write.format("noop").mode("overwrite").save()  # type: ignore[attr-defined]

        def same(batches):
            yield from batches

        def only_ids(batches):
            for batch in batches:
                yield batch.select(["id"])

        jobs: dict[str, Callable[[], None]] = {
            "identity": lambda: save(df.mapInArrow(same, df.schema)),
            "identity, id only": lambda: save(df.mapInArrow(only_ids, "id string")),
            "gazet, all columns": lambda: save(gazet.spark.annotate(df)),
            "gazet, id only": lambda: save(gazet.spark.annotate(df, keep=["id"])),
        }
        for job in jobs.values():
            job()
        times: dict[str, list[Seconds]] = {name: [] for name in jobs}
        for _ in range(rounds):
            for name, job in jobs.items():
                times[name].append(clock(job))
        for name, of in [
            ("identity", "identity"),
            ("gazet, all columns", "identity"),
            ("identity, id only", "identity, id only"),
            ("gazet, id only", "identity, id only"),
        ]:
            report(name, of, times, megabytes * copies)
    session.stop()


def report(name: str, of: str, times: dict[str, list[Seconds]], megabytes: float) -> None:
    pairs = list(zip(times[name], times[of], strict=True))
    wall, cpu = (statistics.median(own[i] for own, _ in pairs) for i in (0, 1))
    by_wall, by_cpu = (statistics.median(base[i] / max(own[i], 1e-9) for own, base in pairs) for i in (0, 1))
    speed = f"{wall:6.2f} s {megabytes / wall:6.1f} MB/s"
    # Spark's workers are no children of ours
    processors = "" if "identity" in of else f", {cpu:6.2f} s of processors {megabytes / cpu:6.1f} MB/s"
    ratios = f"{by_wall:5.2f}" if "identity" in of else f"{by_wall:5.2f} and {by_cpu:5.2f}"
    print(f"{name:20} {speed}{processors}; {ratios} of {of}")


if __name__ == "__main__":
    main()
