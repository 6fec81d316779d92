"""Loading, one text, and what comes back."""

from __future__ import annotations

import datetime
import doctest
import json
import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest
from conftest import TEXT

import gazet


def test_the_examples_of_the_module():
    assert doctest.testmod(gazet).failed == 0


def test_offsets_are_pythons(annotator):
    annotation = annotator.annotate(TEXT, date="2024-11-08")
    assert len(annotation) >= 8
    for span in annotation:
        assert annotation.text[span.start : span.end] == span.text
    assert [s.text for s in annotation if s.label == "PERSON"] == ["Jane Roe"]
    assert TEXT.index("Jane Roe") == annotation[0].start == 2


def test_spans_know_their_meaning(annotator):
    spans = {span.text: span for span in annotator.annotate(TEXT, date=datetime.date(2024, 11, 8))}
    ncsc = spans["NCSC"]
    assert (ncsc.label, ncsc.id, ncsc.country, ncsc.role, ncsc.source) == ("AGENCY", "gb/ncsc", "GB", "acronym", "definition")
    assert ncsc.name == "National Cyber Security Centre" and 0.9 < ncsc.score <= 1 and ncsc.candidates == [] and ncsc.why is None
    thursday = spans["Thursday"]
    assert (thursday.type, thursday.value, thursday.id, thursday.kind) == ("DATE", "2024-11-07", None, None)
    assert spans["APT28"].kind == "group"


def test_relations_are_of_spans(annotator):
    annotation = annotator.annotate(TEXT)
    (relation,) = annotation.relations
    assert (relation.type, relation.person.text, relation.title.text) == ("role", "Jane Roe", "Director")
    assert relation.agency.id == "gb/ncsc" and relation.country == "GB"
    assert repr(relation) == "<Relation \"Jane Roe\" \"Director\" of \"National Cyber Security Centre\">"


@pytest.mark.parametrize(
    "date", ["2024-11-08", "2024-11-08T09:30:00+09:00", datetime.date(2024, 11, 8), datetime.datetime(2024, 11, 8, 9, 30)]
)
def test_dates(annotator, date):
    annotation = annotator.annotate("It met on Thursday.", date)
    assert annotation.date == datetime.date(2024, 11, 8) and annotation.date_source == "record"
    assert annotation[-1].value == "2024-11-07"


def test_options():
    text = "The FBI met the NCSC for two weeks in May 2024."
    assert [s.label for s in gazet.load(only="DATE").annotate(text)] == ["DATE"]
    assert "DURATION" in [s.label for s in gazet.load(dates="timeml").annotate(text)]
    assert gazet.load(date="none").annotate("On 7 May 2024 it met on Tuesday.").date is None
    given = gazet.load(date="2024-11-08").annotate("On 7 May 2024.", date="2020-01-01")
    assert (given.date, given.date_source) == (datetime.date(2024, 11, 8), "option")
    why = gazet.load(explain=True).annotate(text)[0].why
    assert why["span"] == "gazetteer"
    assert len(gazet.load(overlap="all").annotate(TEXT)) > len(gazet.load().annotate(TEXT))
    assert gazet.load(only=["DATE", "AGENCY"]).labels == ["AGENCY", "DATE"]
    assert "DURATION" not in gazet.default().labels and "THREAT_ACTOR" in gazet.default().labels


def test_lists_of_your_own(tmp_path):
    ship = tmp_path / "ship.tsv"
    ship.write_text("id\tname\nship/resolute\tHMS Resolute\n", encoding="utf-8")
    text = "HMS Resolute and the FBI."
    for lists in (ship, str(ship), [ship], ("ship.tsv", ship.read_bytes())):
        assert [(s.label, s.id) for s in gazet.load(lists).annotate(text)][0] == ("SHIP", "ship/resolute")
    assert [s.text for s in gazet.load(ship, builtin=False).annotate(text)] == ["HMS Resolute"]
    never = ("e.tsv", b"surface\tid\trule\treason\nHMS Resolute\t*\tnever\ta test\n")
    assert [s.label for s in gazet.load(ship, never).annotate(text)] == ["AGENCY"]
    names = ("n.tsv", b"id\tname\ttype\tsource\nship/resolute\tOld Bess\tnick\ta test\n")
    assert gazet.load(ship, names=[names]).annotate("The Old Bess sailed.")[0].id == "ship/resolute"


def test_records_are_the_command_lines(annotator, run, seeds):
    code, out, _ = run("annotate", "-q", *map(str, seeds))
    assert code == 0
    for path, line in zip(seeds, out.splitlines(), strict=True):
        annotation = annotator.annotate(path.read_bytes(), id=str(path))
        assert annotation.to_json() == line
        assert annotation.to_dict() == json.loads(line)
        assert [s.to_dict() for s in annotation] == json.loads(line)["spans"]


def test_errors_have_the_command_lines_words(annotator, run, tmp_path):
    (tmp_path / "a.txt").write_bytes(b"an FBI \xff agent")
    code, out, _ = run("annotate", "-q", "a.txt")
    error = json.loads(out)["error"]
    with pytest.raises(gazet.DocumentError) as raised:
        annotator.annotate((tmp_path / "a.txt").read_bytes(), id="a.txt")
    assert (code, str(raised.value), raised.value.kind) == (3, error["message"], error["kind"])

    (tmp_path / "bad.tsv").write_text("id\tname\nx\t\n", encoding="utf-8")
    for list in ("missing.tsv", "bad.tsv"):
        code, _, err = run("annotate", "-g", list, "a.txt")
        path = tmp_path / list
        with pytest.raises(gazet.ListError) as raised:
            gazet.load((list, path.read_bytes()) if path.exists() else list)
        assert (code, err.strip()) == (2, f"gazet: {raised.value}")

    line = b'{"id": "a", "text": "x", "date": "soon"}\n'
    message = json.loads(run("annotate", "-q", "--input", "jsonl", stdin=line)[1])["error"]["message"]
    with pytest.raises(gazet.DocumentError, match="not a day as YYYY-MM-DD"):
        annotator.annotate("x", date="soon", id="a")
    assert message.endswith("not a day as YYYY-MM-DD")


def test_what_is_refused(annotator):
    for options, words in [
        ({"only": "AGENT"}, "only AGENT: no such label; there are AGENCY, "),
        ({"dates": "swiss"}, 'dates is one of press, timeml, not "swiss"'),
        ({"date": "today"}, "date is auto, none, or a day as YYYY-MM-DD"),
        ({"fiscal_year_start": 13}, "fiscal_year_start is a month, 1 to 12"),
        ({"overlap": ""}, "overlap is one of nested, flat, all"),
    ]:
        with pytest.raises(gazet.OptionError, match=words):
            gazet.load(**options)
    for text, date, kind in [("\ud800", None, "not_utf8"), (7, None, "text"), (None, None, "text"), ("x", 7, "date")]:
        with pytest.raises(gazet.DocumentError) as raised:
            annotator.annotate(text, date)
        assert raised.value.kind == kind
    with pytest.raises(TypeError):
        gazet.load(list="ship.tsv")
    with pytest.raises(TypeError, match="a list is a path, or a pair of a name and a file's bytes, not dict"):
        gazet.load([{"id": "ship/a", "name": "HMS Argus"}])
    assert gazet.load(only="agency").labels == ["AGENCY"]
    assert issubclass(gazet.DocumentError, gazet.GazetError) and issubclass(gazet.GazetError, ValueError)


def test_annotations_print_well(annotator):
    annotation = annotator.annotate(TEXT, date="2024-11-08", id="a.txt")
    assert repr(annotation) == f'<Annotation "a.txt": {len(annotation)} spans, date 2024-11-08>'
    assert repr(annotation[0]) == '<Span 2:10 PERSON "Jane Roe" person/jane-roe>'
    assert "  2..10  PERSON        Jane Roe                        person/jane-roe\n" in str(annotation)
    assert str(annotator.annotate("")) == "-  no date"


def test_html_is_escaped_and_whole(annotator):
    import html
    import re

    text = "<script>alert('😀')</script> The FBI & the UK-Republic of Korea Cyber Dialogue in Seoul."
    for options in ({}, {"overlap": "all"}):
        shown = gazet.load(**options).annotate(text)._repr_html_()
        assert "<script" not in shown and shown.count("<mark") == shown.count("</mark>") > 1
        body = shown.split("line-height:1.6\">")[1]
        assert html.unescape(re.sub("<[^>]*>", "", body)) == text


def test_sequences(annotator):
    annotation = annotator.annotate(TEXT)
    assert annotation[-1] == annotation[len(annotation) - 1] == list(annotation)[-1] == annotation.spans[-1]
    assert len({*annotation, *annotator.annotate(TEXT)}) == len(annotation) and annotation[0] != annotation[1]
    assert annotation and not annotator.annotate("")
    for index in (len(annotation), -len(annotation) - 1):
        with pytest.raises(IndexError):
            annotation[index]


def test_names_only():
    ship = ("ship.tsv", b"id\tname\nship/resolute\tHMS Resolute\n")
    annotator = gazet.load(ship, builtin=False, names_only=True)
    text = "HMS Resolute sailed on 7 November 2024, the FBI said."
    assert [(s.text, s.id) for s in annotator.annotate(text)] == [("HMS Resolute", "ship/resolute")]
    assert pickle.loads(pickle.dumps(annotator)).annotate(text).to_json() == annotator.annotate(text).to_json()


def test_annotators_can_be_pickled():
    ship = ("ship.tsv", b"id\tname\nship/resolute\tHMS Resolute\n")
    annotator = gazet.load(ship, only=["SHIP", "DATE"], dates="timeml", date="2024-11-08", fiscal_year_start=4, explain=True)
    copy = pickle.loads(pickle.dumps(annotator))
    text = "HMS Resolute sailed on Tuesday."
    assert copy.annotate(text).to_json() == annotator.annotate(text).to_json()
    assert repr(copy) == repr(annotator)


def test_compiled_lists(run, tmp_path):
    ship = ("ship.tsv", b"id\tname\nship/resolute\tHMS Resolute\n")
    annotator = gazet.load(ship, explain=True)
    file = tmp_path / "lists.gazet"
    annotator.save(file)
    opened = gazet.load(file, **annotator.options)
    assert opened.annotate("HMS Resolute, the FBI").to_json() == annotator.annotate("HMS Resolute, the FBI").to_json()
    copy = pickle.loads(pickle.dumps(opened))
    file.unlink()
    assert copy.annotate("HMS Resolute")[0].label == "SHIP"
    annotator.save(file)
    code, out, _ = run("annotate", "-q", "-g", str(file), stdin=b"HMS Resolute")
    assert code == 0 and json.loads(out)["spans"][0]["label"] == "SHIP"
    data = file.read_bytes()
    for lists in ([file, ship], [("x", data), ship]):
        with pytest.raises(gazet.ListError, match="is compiled and stands alone"):
            gazet.load(lists)
    file.write_bytes(data[:1000])
    with pytest.raises(gazet.ListError) as raised:
        gazet.load(file)
    code, _, err = run("annotate", "-g", str(file), stdin=b"x")
    assert (code, err.strip()) == (2, f"gazet: {raised.value}")


def test_threads_share_one_annotator(annotator):
    with ThreadPoolExecutor(4) as pool:
        found = {a.to_json() for a in pool.map(lambda _: annotator.annotate(TEXT), range(40))}
    assert len(found) == 1
