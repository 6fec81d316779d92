"""Gigabytes of text through the program, as JSON lines and as a folder: the peak of its memory, and that every document has its record.

Usage: soak.py GAZET CORPUS MEGABYTES, where CORPUS is a file of JSON lines or a folder of texts

The corpus is repeated with new ids until it has the size; then 1, 10 and 100 hundredths of that are read, and the whole as files of a folder.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time


def texts(corpus):
    if os.path.isdir(corpus):
        paths = sorted(os.path.join(corpus, name) for name in os.listdir(corpus))
        return [open(path, encoding="utf-8").read() for path in paths]
    with open(corpus, encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def repeated(all_texts, size):
    """Ids and texts until the texts have that many bytes."""
    number, written = 0, 0
    while written < size:
        text = all_texts[number % len(all_texts)]
        yield f"{number:08}", text
        written += len(text.encode())
        number += 1


def run(command, stdin=None):
    """Runs it; the seconds it took, and the peak of its memory in MB."""
    begun = time.monotonic()
    process = subprocess.Popen(command, stdin=stdin)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)}: ended with {process.returncode}")
    return time.monotonic() - begun, usage.ru_maxrss / 1024


def ids(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            yield line.split('"id":"', 1)[1].split('"', 1)[0]


def report(what, size, documents, seconds, peak):
    print(f"{what}: {size / 1e6:.0f} MB, {documents} documents, {seconds:.0f} s, peak {peak:.0f} MB", flush=True)


def main():
    gazet, corpus, megabytes = sys.argv[1], sys.argv[2], int(sys.argv[3])
    all_texts = texts(corpus)
    whole = megabytes << 20
    with tempfile.TemporaryDirectory(prefix="gazet-soak-") as folder:
        lines, out = os.path.join(folder, "in.jsonl"), os.path.join(folder, "out.jsonl")
        peaks = []
        for share in (1, 10, 100):
            size, documents = 0, 0
            with open(lines, "w", encoding="utf-8") as file:
                for name, text in repeated(all_texts, whole * share // 100):
                    file.write(json.dumps({"id": name, "text": text}, ensure_ascii=False) + "\n")
                    size, documents = size + len(text.encode()), documents + 1
            seconds, peak = run([gazet, "annotate", "-q", "--only", "AGENCY", lines, "-o", out])
            if any(int(found) != number for number, found in enumerate(ids(out))) or sum(1 for _ in ids(out)) != documents:
                sys.exit(f"{out}: a record is missing, or not in its place")
            report(f"JSON lines, {share}", size, documents, seconds, peak)
            peaks.append(peak)
            os.remove(out)
        if peaks[2] > peaks[1] * 1.3:
            sys.exit(f"memory grows with the corpus: {peaks[1]:.0f} MB, ten times as much {peaks[2]:.0f} MB")
        os.remove(lines)
        size, documents = 0, 0
        for name, text in repeated(all_texts, whole):
            path = os.path.join(folder, "in", name[-3:])
            os.makedirs(path, exist_ok=True)
            with open(os.path.join(path, name + ".txt"), "w", encoding="utf-8") as file:
                file.write(text)
            size, documents = size + len(text.encode()), documents + 1
        seconds, peak = run([gazet, "annotate", "-q", "--only", "AGENCY", os.path.join(folder, "in"), "-o", out])
        found = list(ids(out))
        if len(set(found)) != documents or found != sorted(found):
            sys.exit(f"{out}: a record is missing, or not in its place")
        report("a folder", size, documents, seconds, peak)
        shutil.rmtree(os.path.join(folder, "in"))


main()
