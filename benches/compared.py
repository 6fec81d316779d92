"""What docs/compared.md says of spaCy's EntityRuler and FlashText, measured: `make compared CORPUS=releases.jsonl`.

Both get every name of gazet's lists that is no cue, with its label; all run on one thread over the same texts, and what counts is processor time. Usage: compared.py GAZET CORPUS
"""

import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import spacy
from flashtext import KeywordProcessor

LISTS = Path(__file__).resolve().parents[1] / "gazetteers"
gazet, corpus = sys.argv[1:]


def names() -> dict[str, str]:
    """Every name with its label."""
    found = {}
    for path in sorted(LISTS.glob("*.tsv")):
        with path.open(encoding="utf-8") as file:
            header = file.readline().rstrip("\n").split("\t")
            if "aliases" not in header or path.stem in ("cues", "given_names", "family_names"):
                continue
            for row in csv.DictReader(file, header, delimiter="\t", quoting=csv.QUOTE_NONE):
                for name in [row["name"], *row["aliases"].split("|")]:
                    if name:
                        found[name] = path.stem
    return found


NAMES = names()
TEXTS = [json.loads(line)["text"] for line in open(corpus, encoding="utf-8")][:300]
SIZE = sum(len(text.encode()) for text in TEXTS)

start = time.process_time()
nlp = spacy.blank("en")
ruler = nlp.add_pipe("entity_ruler")
ruler.add_patterns([{"label": label, "pattern": name} for name, label in NAMES.items()])
ruler_built = time.process_time() - start

start = time.process_time()
flash = KeywordProcessor(case_sensitive=True)
for name, label in NAMES.items():
    flash.add_keyword(name, (label, name))
flash_built = time.process_time() - start


def by_ruler(text: str) -> list[str]:
    return [ent.text for ent in nlp(text).ents]


def by_flash(text: str) -> list[str]:
    return [text[start:end] for _, start, end in flash.extract_keywords(text, span_info=True)]


def by_gazet(text: str) -> list[str]:
    run = subprocess.run([gazet, "annotate", "-q"], input=text.encode(), capture_output=True, check=True)
    return [span["text"] for span in json.loads(run.stdout)["spans"]]


def rate(run) -> float:
    start = time.process_time()
    for text in TEXTS:
        run(text)
    return SIZE / 1e6 / (time.process_time() - start)


def spent(command: list[str]) -> float:
    """The processor time of a run."""

    def total() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    before = total()
    subprocess.run(command, input=b"", stdout=subprocess.DEVNULL, check=True)
    return total() - before


with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
    for text in TEXTS:
        print(json.dumps({"text": text}), file=file)
    file.flush()
    whole = spent([gazet, "annotate", "-q", "-j", "1", file.name])
    empty = spent([gazet, "annotate", "-q", "-j", "1"])

print(f"{len(NAMES)} names, {len(TEXTS)} texts, {SIZE / 1e6:.2f} MB, one thread, processor time")
print(f"EntityRuler  {rate(by_ruler):8.2f} MB/s  built in {ruler_built:6.2f} s  (spaCy {spacy.__version__}, blank English pipeline)")
print(f"FlashText    {rate(by_flash):8.2f} MB/s  built in {flash_built:6.2f} s")
print(f"gazet        {SIZE / 1e6 / (whole - empty):8.2f} MB/s  built in {empty:6.2f} s  (a whole run: names, dates, persons, ids, relations)")

CASES = [
    ("a line's end inside a name", "the Federal Bureau of\nInvestigation said", "Federal Bureau of\nInvestigation"),
    ("a no-break space inside a name", "the Federal Bureau of\u00a0Investigation said", "Federal Bureau of\u00a0Investigation"),
    ("a possessive", "the Federal Bureau of Investigation's office", "Federal Bureau of Investigation"),
    ("a lost apostrophe", "the FBIs office", "FBI"),
    ("a name in capitals", "THE FEDERAL BUREAU OF INVESTIGATION SAID", "FEDERAL BUREAU OF INVESTIGATION"),
    ("a word fused to the full stop before", "said the office.FBI agents came", "FBI"),
]
print(f"{'':40}{'EntityRuler':>12}{'FlashText':>12}{'gazet':>8}")
for what, text, wanted in CASES:
    found = ["yes" if wanted in run(text) else "no" for run in (by_ruler, by_flash, by_gazet)]
    print(f"{what:40}{found[0]:>12}{found[1]:>12}{found[2]:>8}")
