"""Writes a list of N names, the same for the same N and SEED: lists.py N [SEED] > list.tsv

First come names of the project's own lists, shuffled; when they are used up, names of persons and of bodies are put together
from the given and family names, places and head words in them.
"""

import csv
import pathlib
import random
import sys

LISTS = pathlib.Path(__file__).parents[2] / "gazetteers"


def column(name, *columns):
    with open(LISTS / name, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            for column in columns:
                yield from (value for value in row[column].split("|") if len(value) > 3)


def names(count, seed):
    draw = random.Random(seed)
    own = ["agencies.tsv", "agencies-govuk.tsv", "agreements.tsv", "locations.tsv", "malware.tsv", "threat_actors.tsv"]
    listed = sorted({name for file in own for name in column(file, "name", "aliases")})
    draw.shuffle(listed)
    given, family = sorted(set(column("given_names.tsv", "name"))), sorted(set(column("family_names.tsv", "name")))
    places = sorted(set(column("locations.tsv", "name")))
    heads = ["Agency", "Authority", "Bureau", "Commission", "Council", "Department", "Institute", "Office", "Police"]
    fields = ["Aviation", "Border", "Customs", "Cyber Security", "Energy", "Fisheries", "Health", "Labour", "Trade"]
    seen = set()
    for name in listed:
        if len(seen) == count:
            return
        if name.lower() not in seen:
            seen.add(name.lower())
            yield name
    while len(seen) < count:
        if draw.random() < 0.7:
            middle = f" {draw.choice('ABCDEFGHJKLMNPRSTW')}." if draw.random() < 0.5 else ""
            name = f"{draw.choice(given)}{middle} {draw.choice(family)}"
        else:
            name = f"{draw.choice(places)} {draw.choice(fields)} {draw.choice(heads)}"
        if name.lower() not in seen:
            seen.add(name.lower())
            yield name


if __name__ == "__main__":
    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    print("id\tname")
    for number, name in enumerate(names(count, seed)):
        print(f"x/{number}\t{name}")
