"""Reads every format with the library that it is for: `make formats`.

Offsets are held against the texts in the reader's own unit; the texts have characters beyond the BMP, CRLF, nested spans, nothing at all,
and one of them cannot be read. Usage: read.py GAZET, the program.
"""

import csv
import io
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXTS = ROOT / "cli/tests/formats/texts.jsonl"
GAZET = sys.argv[1]


def annotate(*options: str) -> str:
    """Standard output of a run over all texts; one of them fails, so it ends with 3."""
    run = subprocess.run([GAZET, "annotate", "-q", *options, str(TEXTS)], capture_output=True, check=False)
    assert run.returncode == 3, run
    return run.stdout.decode("utf-8")


def lines(text: str) -> list[dict]:
    """The objects of JSON lines; only a line feed ends a line."""
    return [json.loads(line) for line in text.split("\n") if line]


TEXT = {line["id"]: line["text"] if isinstance(line["text"], str) else "" for line in lines(TEXTS.read_text("utf-8"))}
RECORDS = lines(annotate())
SPANS = {record["id"]: record.get("spans", []) for record in RECORDS}
ASTRAL = {id for id, text in TEXT.items() if any(ord(c) > 0xFFFF for c in text)}


def outermost(spans: list[dict]) -> list[dict]:
    """Those that lie in no other."""
    out, end = [], 0
    for span in spans:
        if span["start"] >= end:
            out.append(span)
            end = span["end"]
    return out


def places(spans: list[dict]) -> list[tuple]:
    return [(span["start"], span["end"], span["label"]) for span in spans]


def jsonl() -> None:
    assert len(ASTRAL) == 3 and any(len(outermost(s)) < len(s) for s in SPANS.values())
    for id, spans in SPANS.items():
        assert all(TEXT[id][s["start"] : s["end"]] == s["text"] for s in spans), id
    utf16 = lines(annotate("--offsets", "utf16"))
    for record in utf16:
        units = TEXT[record["id"]].encode("utf-16-le")
        for span in record.get("spans", []):
            assert units[2 * span["start"] : 2 * span["end"]].decode("utf-16-le") == span["text"]


def json_array() -> None:
    assert json.loads(annotate("-f", "json")) == RECORDS


def csv_python() -> None:
    rows = list(csv.DictReader(io.StringIO(annotate("-f", "csv"), newline="")))
    spans = [row for row in rows if not row["error"]]
    assert [row["doc"] for row in rows if row["error"]] == ["broken"]
    assert len(spans) == sum(map(len, SPANS.values()))
    for row in spans:
        assert row["offsets"] == "codepoint"
        assert TEXT[row["doc"]][int(row["start"]) : int(row["end"])] == row["text"]


def csv_duckdb() -> None:
    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spans.csv"
        path.write_bytes(annotate("-f", "csv").encode())
        query = "select doc, start, \"end\", text, score from read_csv(?, new_line='\\r\\n') where error is null"
        rows = duckdb.execute(query, [str(path)]).fetchall()
    assert len(rows) == sum(map(len, SPANS.values()))
    assert all(TEXT[doc][start:end] == text and 0 < score <= 1 for doc, start, end, text, score in rows)


def table(rows: list[dict]) -> None:
    """Rows of Arrow's columns, as Python has them, are the records."""
    for row, record in zip(rows, RECORDS, strict=True):
        assert row["id"] == record["id"] and row["error"] == record.get("error")
        assert (str(row["date"]) if row["date"] else None) == record.get("date")
        if row["error"]:
            assert row["spans"] is None
            continue
        assert row["relations"] == record["relations"]
        for span, own in zip(row["spans"], record["spans"], strict=True):
            assert TEXT[row["id"]][span["start"] : span["end"]] == span["text"]
            # a score has two decimals in the record, and 32 bits in a column
            for scored in [span, *(span["candidates"] or [])]:
                scored["score"] = round(scored["score"], 2)
            assert {k: v for k, v in span.items() if v} == {k: v for k, v in own.items() if v}


def parquet() -> None:
    import duckdb
    import pyarrow.parquet

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spans.parquet"
        annotate("-f", "parquet", "-o", str(path))
        table(pyarrow.parquet.read_table(path).to_pylist())
        query = "select id, s.start, s.\"end\", s.text from (select id, unnest(spans) as s from read_parquet(?))"
        rows = duckdb.execute(query, [str(path)]).fetchall()
    assert len(rows) == sum(map(len, SPANS.values()))
    assert all(TEXT[id][start:end] == text for id, start, end, text in rows)


def arrow() -> None:
    import pyarrow
    import pyarrow.ipc

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spans.arrow"
        annotate("-f", "arrow", "-o", str(path))
        with pyarrow.ipc.open_file(path) as file:
            read = file.read_all()
    label = read.schema.field("spans").type.value_type.field("label")
    assert pyarrow.types.is_dictionary(label.type), label
    table(read.to_pylist())


def spacy_doc() -> None:
    import spacy
    from spacy.tokens import Doc

    nlp = spacy.blank("en")
    docs = lines(annotate("-f", "spacy"))
    assert len(docs) == len(RECORDS)
    for line, record in zip(docs, RECORDS, strict=True):
        id = record["id"]
        doc = Doc(nlp.vocab).from_json(line, validate=True)
        assert doc.text == TEXT[id], id
        assert places([{"start": e.start_char, "end": e.end_char, "label": e.label_} for e in doc.ents]) == places(
            outermost(SPANS[id])
        )
        rest = line["gazet"]
        for span, fields, own in zip(doc.spans["gazet"], rest["spans"], SPANS[id], strict=True):
            assert (span.start_char, span.end_char, span.text) == (own["start"], own["end"], own["text"])
            assert (span.label_, span.kb_id_) == (own["label"], own.get("id", ""))
            assert {k: v for k, v in own.items() if k not in ("start", "end", "label")} == fields
        assert (rest["id"], rest["date"], rest["relations"]) == (id, record.get("date"), record.get("relations", []))
        assert rest.get("error") == record.get("error")
        assert not len(doc) or "".join(sent.text_with_ws for sent in doc.sents) == doc.text


def displacy() -> None:
    from html import escape

    from spacy import displacy as drawing

    docs = lines(annotate("-f", "displacy"))
    for doc, record in zip(docs, RECORDS, strict=True):
        id = record["id"]
        assert doc["text"] == TEXT[id] and places(doc["ents"]) == places(outermost(SPANS[id]))
        if doc["ents"]:
            html = drawing.render(doc, style="ent", manual=True, jupyter=False)
            assert all(escape(s["text"]) in html for s in outermost(SPANS[id]) if "\n" not in s["text"]), id


def labelstudio() -> None:
    tasks = json.loads(annotate("-f", "labelstudio"))
    for task, record in zip(tasks, RECORDS, strict=True):
        text, spans = task["data"]["text"], SPANS[record["id"]]
        assert text == TEXT[record["id"]]
        units = text.encode("utf-16-le")
        regions = [part for part in task["predictions"][0]["result"] if part["type"] == "labels"]
        for region, span in zip(regions, spans, strict=True):
            value = region["value"]
            assert units[2 * value["start"] : 2 * value["end"]].decode("utf-16-le") == span["text"] == value["text"]
            assert value["labels"] == [span["label"]]


def brat() -> None:
    from pybrat.parser import BratParser

    with tempfile.TemporaryDirectory() as folder:
        annotate("-f", "brat", "-o", folder)
        examples = {example.id: example for example in BratParser(error="raise").parse(folder)}
        texts = {path.stem: path.read_bytes().decode("utf-8") for path in Path(folder).glob("*.txt")}
    assert texts == TEXT and set(examples) == set(TEXT)
    ids = 0
    for id, spans in SPANS.items():
        entities = sorted(examples[id].entities, key=lambda e: int(e.id[1:]))
        for entity, span in zip(entities, spans, strict=True):
            parts = [TEXT[id][part.start : part.end] for part in entity.spans]
            assert " ".join(parts) == entity.mention
            assert (entity.spans[0].start, entity.spans[-1].end, entity.type) == (
                span["start"],
                span["end"],
                span["label"],
            )
            assert [reference.eid for reference in entity.references] == ([span["id"]] if "id" in span else [])
            ids += len(entity.references)
        relations = next(record.get("relations", []) for record in RECORDS if record["id"] == id)
        holds = [(r.arg1.id, r.arg2.id) for r in examples[id].relations if r.type == "holds"]
        assert sorted(holds) == sorted((f"T{r['person'] + 1}", f"T{r['title'] + 1}") for r in relations)
    assert ids > 10


def conll() -> None:
    from spacy.training.converters import conll_ner_to_docs

    text = annotate("-f", "conll")
    documents = [part.strip("\n") for part in text.split("-DOCSTART- -X- O O\n\n")][1:]
    assert len(documents) == len(RECORDS)
    for document, record in zip(documents, RECORDS, strict=True):
        begun = [line.split(" B-")[1] for line in document.split("\n") if " B-" in line]
        assert begun == [span["label"] for span in outermost(SPANS[record["id"]])], record["id"]
    docs = [doc for doc in conll_ner_to_docs(text, no_print=True) if len(doc)]
    found = ["".join(ent.text.split()) for doc in docs for ent in doc.ents]
    expected = ["".join(span["text"].split()) for record in RECORDS for span in outermost(SPANS[record["id"]])]
    assert found == expected


def stix() -> None:
    import stix2

    text = annotate("-f", "stix")
    bundle = stix2.parse(text, allow_custom=False, version="2.1")
    kinds = {}
    for thing in bundle.objects:
        kinds.setdefault(thing.type, []).append(thing)
    assert set(kinds) >= {"identity", "threat-actor", "intrusion-set", "malware", "tool", "location", "report", "grouping"}
    assert "relationship" not in kinds
    ids = {thing.id for thing in bundle.objects}
    assert len(ids) == len(bundle.objects)
    assert all(ref in ids for thing in kinds["report"] + kinds["grouping"] for ref in thing.object_refs)
    store = stix2.MemoryStore(json.loads(text))
    found = store.query([stix2.Filter("aliases", "contains", "Fancy Bear")])
    assert [thing.name for thing in found] == ["APT28"]
    assert text == annotate("-f", "stix", "-j", "1")
    nothing = subprocess.run([GAZET, "annotate", "-q", "-f", "stix", "-"], input=b"", capture_output=True, check=True)
    assert stix2.parse(nothing.stdout, version="2.1").type == "bundle"


def timeml() -> None:
    from xml.etree import ElementTree

    with tempfile.TemporaryDirectory() as folder:
        annotate("-f", "timeml", "--dates", "press", "-o", folder)
        trees = {path.stem: ElementTree.parse(path).getroot() for path in Path(folder).glob("*.tml")}
    for id, root in trees.items():
        if root.tag == "error":
            assert id == "broken"
            continue
        part = root.find("TEXT")
        assert "".join(part.itertext()) == TEXT[id]
        values = [(mark.text, mark.get("value")) for mark in part.iter("TIMEX3")]
        assert values == [(s["text"], s["value"]) for s in SPANS[id] if s["label"] == "DATE"]


def pages() -> None:
    """The code of docs/formats.md, Python's as well, prints what the page shows."""
    import contextlib
    import os
    import re

    page = (ROOT / "docs/formats.md").read_text("utf-8")
    blocks = re.findall(r"<!-- run -->\n```(sh|python)\n(.*?)```\n(?:```\n(.*?)```\n)?", page, re.DOTALL)
    assert {language for language, _, _ in blocks} == {"sh", "python"}
    environment = {**os.environ, "PATH": f"{Path(GAZET).resolve().parent}:{os.environ['PATH']}"}
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for language, code, shown in blocks:
            command = ["sh", "-ec", code] if language == "sh" else [sys.executable, "-c", code]
            run = subprocess.run(command, capture_output=True, check=True, env=environment)
            assert not shown or run.stdout.decode().replace("\r\n", "\n") == shown, (code, run.stdout.decode())


CHECKS = [jsonl, json_array, csv_python, csv_duckdb, parquet, arrow]
CHECKS += [spacy_doc, displacy, labelstudio, brat, conll, stix, timeml, pages]

if __name__ == "__main__":
    failed = 0
    for check in CHECKS:
        try:
            check()
            print(f"ok      {check.__name__}")
        except Exception:
            failed += 1
            import traceback

            traceback.print_exc()
            print(f"FAILED  {check.__name__}")
    sys.exit(bool(failed))
