"""The component in real pipelines of spaCy."""

from __future__ import annotations

import json
import pickle

import pytest
import spacy
from conftest import TEXT
from spacy.tokens import Doc, DocBin

import gazet

SHIP = "id\tname\nship/resolute\tHMS Resolute\n"


@pytest.fixture(scope="module")
def nlp():
    nlp = spacy.blank("en")
    nlp.add_pipe("gazet")
    return nlp


def test_entities_and_spans(nlp, annotator):
    doc = nlp.make_doc(TEXT)
    doc._.gazet_date = "2024-11-08"
    doc = nlp(doc)
    expected = [(s.start, s.end, s.label, s.id or "") for s in annotator.annotate(TEXT, "2024-11-08")]
    assert [(s.start_char, s.end_char, s.label_, s.kb_id_) for s in doc.spans["gazet"]] == expected
    assert [(e.start_char, e.end_char, e.label_, e.kb_id_) for e in doc.ents] == expected
    assert all(doc.text[s.start_char : s.end_char] == s.text for s in doc.spans["gazet"])
    thursday = next(e for e in doc.ents if e.text == "Thursday")
    assert thursday._.gazet["value"] == "2024-11-07"
    (relation,) = doc._.gazet["relations"]
    spans = doc.spans["gazet"]
    assert [spans[relation[k]].text for k in ("person", "title", "agency")] == [
        "Jane Roe",
        "Director",
        "National Cyber Security Centre",
    ]
    assert (doc._.gazet["date"], doc._.gazet["date_source"], doc._.gazet["misaligned"]) == ("2024-11-08", "record", [])


def test_spans_inside_spans_are_no_entities(nlp):
    doc = nlp("The UK-Republic of Korea Cyber Dialogue was held in Seoul.")
    spans, ents = list(doc.spans["gazet"]), list(doc.ents)
    assert len(spans) > len(ents) and {"EVENT", "COUNTRY"} <= {s.label_ for s in spans}
    assert "EVENT" in {e.label_ for e in ents} and "COUNTRY" not in {e.label_ for e in ents}


def test_other_components_entities():
    def pipeline(**config):
        nlp = spacy.blank("en")
        nlp.add_pipe("entity_ruler").add_patterns([{"label": "CITY", "pattern": "Seoul"}])
        nlp.add_pipe("gazet", config=config)
        return [(e.text, e.label_) for e in nlp("The FBI in Seoul").ents]

    assert pipeline() == [("FBI", "AGENCY"), ("Seoul", "CITY")]
    assert pipeline(overwrite_ents=True) == [("FBI", "AGENCY"), ("Seoul", "LOCATION")]
    assert pipeline(set_ents=False) == [("Seoul", "CITY")]


def test_misaligned_tokens_are_reported_or_expanded():
    text = "The FBI/NCSC spoke."

    def run(alignment):
        nlp = spacy.blank("en")
        # a tokenizer that leaves FBI/NCSC one token
        nlp.tokenizer = lambda text: Doc(nlp.vocab, words=text.split(" "))
        nlp.add_pipe("gazet", config={"alignment": alignment})
        return nlp(text)

    with pytest.warns(UserWarning, match="2 spans do not begin and end where tokens do"):
        doc = run("strict")
    assert [m["text"] for m in doc._.gazet["misaligned"]] == ["FBI", "NCSC"] and not doc.ents
    assert doc._.gazet["misaligned"][0]["start"] == 4
    doc = run("expand")
    assert [e.text for e in doc.ents] == ["FBI/NCSC"] and doc._.gazet["misaligned"] == []
    with pytest.raises(gazet.OptionError, match="alignment is one of"):
        run("guess")


def test_to_disk_and_back(tmp_path):
    ship = tmp_path / "ship.tsv"
    ship.write_text(SHIP, encoding="utf-8")
    nlp = spacy.blank("en")
    nlp.add_pipe("gazet", config={"lists": [str(ship)], "options": {"only": ["SHIP"]}})
    before = [(e.text, e.label_, e.kb_id_) for e in nlp("HMS Resolute and the FBI").ents]
    assert before == [("HMS Resolute", "SHIP", "ship/resolute")]
    nlp.to_disk(tmp_path / "pipeline")
    data, config = nlp.to_bytes(), nlp.config
    ship.unlink()
    from_disk = spacy.load(tmp_path / "pipeline")
    from_bytes = spacy.util.load_model_from_config(config).from_bytes(data)
    for again in (from_disk, from_bytes, pickle.loads(pickle.dumps(nlp))):
        assert [(e.text, e.label_, e.kb_id_) for e in again("HMS Resolute and the FBI").ents] == before
    missing = spacy.blank("en")
    missing.add_pipe("gazet", config={"lists": [str(ship)]})
    with pytest.raises(gazet.ListError, match="ship.tsv: no such file or folder"):
        missing("HMS Resolute")


@pytest.mark.parametrize("n_process", [1, 2])
def test_pipes(nlp, n_process):
    texts = [f"The FBI met agent {i} on Thursday." for i in range(60)]
    docs = list(nlp.pipe(texts, n_process=n_process, batch_size=10))
    assert [d.text for d in docs] == texts
    for doc in docs:
        assert [(e.text, e.kb_id_) for e in doc.ents] == [("FBI", "us/fbi"), ("Thursday", "")]
        assert doc.spans["gazet"][0]._.gazet["source"] == "gazetteer"


def test_an_error_goes_to_spacys_handler(nlp):
    doc = nlp.make_doc("On Thursday.")
    doc._.gazet_date = "soon"
    with pytest.raises(gazet.DocumentError):
        nlp(doc)
    seen = []
    lenient = spacy.blank("en")
    lenient.add_pipe("gazet")
    lenient.set_error_handler(lambda name, component, docs, error: seen.append((name, str(error))))
    docs = [lenient.make_doc("Seoul"), doc, lenient.make_doc("The FBI")]
    assert [d.text for d in lenient.pipe(docs)] == ["Seoul", "The FBI"]
    assert seen == [("gazet", '1: "date" is \'soon\', not a day as YYYY-MM-DD')]


def test_docs_are_stored_whole(nlp):
    doc = nlp(TEXT)
    (again,) = DocBin(store_user_data=True, docs=[doc]).get_docs(nlp.vocab)
    assert [(e.text, e.label_, e.kb_id_) for e in again.ents] == [(e.text, e.label_, e.kb_id_) for e in doc.ents]
    # lists come back as tuples
    for stored, whole in [(again.spans["gazet"][0], doc.spans["gazet"][0]), (again, doc)]:
        assert json.loads(json.dumps(stored._.gazet)) == whole._.gazet


def test_labels(nlp):
    assert "AGENCY" in nlp.pipe_labels["gazet"]
    assert nlp.analyze_pipes()["problems"]["gazet"] == []
