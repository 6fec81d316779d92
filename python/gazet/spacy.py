"""gazet as a component of spaCy: ``nlp.add_pipe("gazet")``.

Every span goes into ``doc.spans["gazet"]``, those that do not overlap into ``doc.ents``, with label and kb id. ``span._.gazet`` has the rest
of the span's record (value, country, candidates ...), ``doc._.gazet`` what is the document's: date, date_source, relations (by number of the
span in ``doc.spans["gazet"]``) and misaligned, the records of spans that do not begin and end where tokens do.

A document's date, where you know it, is ``doc._.gazet_date``, set before the component runs::

    doc = nlp.make_doc("The dialogue was held last Tuesday.")
    doc._.gazet_date = "2024-11-08"
    doc = nlp(doc)
"""

from __future__ import annotations

import pickle
import warnings
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

import gazet
from gazet import Annotation, Annotator, DocumentError, ListError

__all__ = ["Gazet", "make"]

for _class, _name in ((Doc, "gazet"), (Doc, "gazet_date"), (Span, "gazet")):
    if not _class.has_extension(_name):
        _class.set_extension(_name, default=None)

_DEFAULTS: dict[str, Any] = {
    "lists": [],
    "exceptions": [],
    "names": [],
    "builtin": True,
    "options": {},
    "spans_key": "gazet",
    "set_ents": True,
    "overwrite_ents": False,
    "alignment": "strict",
    "threads": None,
}


@Language.factory("gazet", assigns=["doc.ents", "doc.spans", "doc._.gazet", "span._.gazet"], default_config=_DEFAULTS)
def make(
    nlp: Language,
    name: str,
    lists: list[str],
    exceptions: list[str],
    names: list[str],
    builtin: bool,
    options: dict[str, Any],
    spans_key: str,
    set_ents: bool,
    overwrite_ents: bool,
    alignment: str,
    threads: int | None,
) -> Gazet:
    """Make the component.

    :param lists: as those of :func:`gazet.load`, like ``exceptions``, ``names`` and ``builtin``; ``options`` are all its others.
    :param set_ents: False leaves ``doc.ents`` alone.
    :param overwrite_ents: True takes out entities that other components found where a span of gazet's overlaps them.
    :param alignment: what becomes of a span that does not begin and end where tokens do: ``strict`` reports it in
        ``doc._.gazet["misaligned"]``, ``expand`` takes all tokens that it touches, ``contract`` those inside it.
    :param threads: threads of ``nlp.pipe``, one a core by default.
    """
    if alignment not in ("strict", "expand", "contract"):
        raise gazet.OptionError(f'alignment is one of strict, expand, contract, not "{alignment}"')
    settings = {"lists": lists, "exceptions": exceptions, "names": names, "builtin": builtin, **options}
    return Gazet(name, settings, spans_key, set_ents, overwrite_ents, alignment, threads)


class Gazet(Pipe):
    """The component: annotates a document's text, and puts the spans on its tokens."""

    def __init__(
        self,
        name: str,
        settings: dict[str, Any],
        spans_key: str = "gazet",
        set_ents: bool = True,
        overwrite_ents: bool = False,
        alignment: str = "strict",
        threads: int | None = None,
    ) -> None:
        self.name = name
        self.spans_key = spans_key
        self.set_ents = set_ents
        self.overwrite_ents = overwrite_ents
        self.alignment = alignment
        self.threads = threads
        self._annotator: Annotator | ListError
        try:
            self._annotator = gazet.load(**settings)
        except ListError as error:
            # a pipeline that is loaded from a folder names lists that may be gone; they are in the folder, `from_disk` brings them
            self._annotator = error

    @property
    def annotator(self) -> Annotator:
        """The lists and options.

        :raises ListError: where a list could not be read.
        """
        if isinstance(self._annotator, ListError):
            raise self._annotator
        return self._annotator

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that spans may have, none before the lists are there."""
        return () if isinstance(self._annotator, ListError) else tuple(self._annotator.labels)

    def __call__(self, doc: Doc) -> Doc:
        """Annotate a document."""
        handle = self.get_error_handler()
        try:
            return self._set(doc, self.annotator.annotate(doc.text, doc._.gazet_date))
        except DocumentError as error:
            handle(self.name, self, [doc], error)
            return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Annotate documents on several threads, in their order."""
        handle = self.get_error_handler()
        docs: deque[Doc] = deque()

        def inputs() -> Iterator[dict[str, Any]]:
            for doc in stream:
                docs.append(doc)
                yield {"text": doc.text, "date": doc._.gazet_date}

        annotations = self.annotator.pipe(inputs(), threads=self.threads, read_ahead=batch_size, errors="return")
        for annotation in annotations:
            doc = docs.popleft()
            if isinstance(annotation, DocumentError):
                handle(self.name, self, [doc], annotation)
            else:
                yield self._set(doc, annotation)

    def _set(self, doc: Doc, annotation: Annotation) -> Doc:
        spans: list[Span] = []
        misaligned: list[dict[str, Any]] = []
        # the number that each span of the record has among those set, for the relations
        numbers: dict[int, int] = {}
        record = annotation.to_dict()
        for index, fields in enumerate(record["spans"]):
            start, end = fields.pop("start"), fields.pop("end")
            label, kb_id = fields.pop("label"), fields.get("id", "")
            span = doc.char_span(start, end, label=label, kb_id=kb_id, alignment_mode=self.alignment)
            if span is None:
                misaligned.append({"start": start, "end": end, "label": label, **fields})
                continue
            span._.gazet = fields
            numbers[index] = len(spans)
            spans.append(span)
        relations = []
        for relation in record["relations"]:
            ends = {key: numbers.get(relation[key]) for key in ("person", "title", "agency")}
            if ends["person"] is not None and ends["title"] is not None:
                relations.append({**relation, **ends})
        doc.spans[self.spans_key] = spans
        doc._.gazet = {
            "date": record["date"],
            "date_source": record["date_source"],
            "relations": relations,
            "misaligned": misaligned,
        }
        if misaligned:
            texts = ", ".join(repr(fields["text"]) for fields in misaligned[:3])
            warnings.warn(
                f"{len(misaligned)} spans do not begin and end where tokens do ({texts}); see doc._.gazet['misaligned'], "
                "or take alignment='expand'",
                stacklevel=2,
            )
        if self.set_ents:
            others = list(doc.ents)
            if self.overwrite_ents:
                ours = filter_spans(spans)
                taken = {token.i for span in ours for token in span}
                doc.ents = [*ours, *(e for e in others if not any(t.i in taken for t in e))]
            else:
                taken = {token.i for span in others for token in span}
                doc.ents = [*others, *filter_spans(s for s in spans if not any(t.i in taken for t in s))]
        return doc

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """The lists and options, so that the pipeline needs no file beside its own."""
        return pickle.dumps(self.annotator)

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Gazet:
        """Take lists and options as :meth:`to_bytes` wrote them. Like all pickles, they must come from somebody you trust."""
        annotator = pickle.loads(data)  # noqa: S301
        if not isinstance(annotator, Annotator):
            raise ListError("these are no lists of gazet")
        self._annotator = annotator
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write :meth:`to_bytes` into a folder."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "annotator").write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Gazet:
        """Read what :meth:`to_disk` wrote."""
        return self.from_bytes((Path(path) / "annotator").read_bytes())
