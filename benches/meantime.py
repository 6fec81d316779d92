"""Makes JSON lines, as `make dates` reads them, of MEANTIME's table of tokens with TIMEX3 values.

    python3 benches/meantime.py < datasets/meantime/en/test.tsv > meantime.jsonl

The table is that of the public repository NGEscribano/XTN-timexes: a token, its BIO tag and the value a line, an empty line behind a
sentence, `*!-DCTVALUE="2005-10-04"-!*` before a document. The texts are put together again from the tokens, so spaces differ from the originals'
here and there; no expression does.
"""

import json
import re
import sys

CLOSES = {".", ",", ";", ":", "!", "?", ")", "]", "%", "''", "-"}
OPENS = {"", "(", "[", "$", "``", "£", "€", "-"}


def documents(lines):
    document, before, entity, quotes = None, "", None, 0
    for line in lines:
        word, tag, value = (line.rstrip("\n").split("\t") + ["", ""])[:3]
        date = re.match(r'\*!-DCTVALUE="(.*?)"-!\*', word)
        if date:
            if document:
                yield document
            document, before, entity, quotes = {"date": date[1], "text": "", "entities": []}, "", None, 0
            continue
        if not word:
            if document and document["text"] and not document["text"].endswith("\n"):
                document["text"] += "\n"
            before, entity, quotes = "", None, 0
            continue
        joined = before in OPENS or word in CLOSES or word[0] in "'’" and len(word) <= 3 or word == "n't"
        if word == '"':
            joined, quotes = joined or quotes % 2 == 1, quotes + 1
        elif before == '"' and quotes % 2 == 1:
            joined = True
        if not joined:
            document["text"] += " "
        start = len(document["text"])
        document["text"] += word
        before = word
        if tag.startswith("B-"):
            entity = {"start": start, "label": tag[2:], "type": tag[2:], "value": value}
            document["entities"].append(entity)
        if not tag.startswith(("B-", "I-")):
            entity = None
        if entity:
            entity["end"] = start + len(word)
    if document:
        yield document


for n, document in enumerate(documents(sys.stdin)):
    for entity in document["entities"]:
        entity["text"] = document["text"][entity["start"] : entity["end"]]
    print(json.dumps({"id": f"meantime-{n + 1:03}", **document}))
