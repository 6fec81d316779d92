"""The compiled half of gazet. Import its names from ``gazet``."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from os import PathLike
from typing import Any, Final, Literal, Protocol, final

__all__ = [
    "Annotation",
    "Annotator",
    "ArrowBatch",
    "ArrowStream",
    "DocumentError",
    "GazetError",
    "ListError",
    "OptionError",
    "Pipe",
    "Relation",
    "SCHEMA",
    "Span",
    "__version__",
    "notices",
]

__version__: Final[str]
SCHEMA: Final[str]

class _ArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[Any, Any]: ...

class _ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> Any: ...

_List = str | PathLike[str] | tuple[str, bytes]
_Text = str | bytes
_Date = str | datetime.date | None

def notices() -> str:
    """The licences and notices of gazet and of the lists in it."""

class GazetError(ValueError):
    """What gazet refuses: an option, a list, a document."""

class OptionError(GazetError):
    """An option that does not exist or has no such value."""

class ListError(GazetError):
    """A list that cannot be read or compiled; the message names file and line."""

class DocumentError(GazetError):
    """A document that cannot be read; ``kind`` is a word for programs."""

    kind: str

@final
class Annotator:
    """Lists and options, compiled; it never changes, and any number of threads may use it."""

    def __new__(
        cls,
        lists: list[_List] = ...,
        exceptions: list[_List] = ...,
        names: list[_List] = ...,
        builtin: bool = True,
        names_only: bool = False,
        only: list[str] = ...,
        overlap: str = "nested",
        date: str = "auto",
        dates: str = "press",
        date_order: str = "auto",
        prefer: str = "auto",
        fiscal_year_start: int = 10,
        explain: bool = False,
    ) -> Annotator: ...
    def annotate(self, text: _Text, date: object = None, id: str = "-") -> Annotation:
        """Annotate one text. ``date`` is a ``datetime.date`` or ``YYYY-MM-DD``; bytes are UTF-8.

        :raises DocumentError: where the text or its date is none.
        """

    def __call__(self, text: _Text) -> Annotation:
        """Annotate one text."""

    def pipe(
        self,
        texts: Iterable[_Text | Mapping[str, Any]],
        *,
        threads: int | None = None,
        read_ahead: int | None = None,
        errors: str = "raise",
    ) -> Pipe:
        """Annotate many texts on many threads, in their order.

        An item is a text, or a mapping with ``text`` and perhaps ``id`` and ``date``; one without an id has its number as id.
        At most ``read_ahead`` texts (64 a thread by default) are taken before the first of their annotations is given;
        with 1, each text is annotated before the next one is asked for. With ``errors="return"`` what cannot be read gives its
        ``DocumentError`` as an item; with ``"raise"`` it is raised, and the iteration can go on behind it.
        """

    def annotate_arrow(
        self,
        data: _ArrowArray | _ArrowStream,
        *,
        text: str = "text",
        date: str | None = None,
        id: str | None = None,
        dictionaries: bool = True,
        threads: int | None = None,
    ) -> Any:
        """Annotate a column of texts: anything of Arrow's PyCapsule interface.

        An array or batch gives an ``ArrowBatch`` of as many rows; a stream (a table, a data frame) gives an ``ArrowStream``, made on
        ``threads`` threads ahead of its reader. Texts are string, large_string, string_view, or binary that is UTF-8. Of a batch, ``text``,
        ``date`` and ``id`` name columns; where the last two are not given, columns of these names are taken if they are there. A
        row that cannot be read has ``error`` in place of ``spans``. With ``dictionaries=False`` labels are plain strings.
        """

    @property
    def labels(self) -> list[str]:
        """The labels that spans may have."""

    @property
    def options(self) -> dict[str, Any]:
        """The options, as ``load`` takes them."""

    def save(self, path: str | PathLike[str]) -> None:
        """Write the lists in their compiled form, as ``gazet gazetteer compile`` does; ``load`` opens it without compiling anything."""

    def __reduce__(self) -> tuple[Any, ...]:
        """What is pickled: the lists in their compiled form, unless they are the built-in ones."""

@final
class Pipe(Iterator[Any]):
    """An iterator of annotations."""

    def __iter__(self) -> Pipe: ...
    def __next__(self) -> Annotation: ...

@final
class ArrowBatch:
    """A batch of records, for whatever reads Arrow: ``pyarrow.record_batch(batch)``, ``polars.DataFrame(batch)``."""

    def __arrow_c_schema__(self) -> Any: ...
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[Any, Any]: ...
    def __len__(self) -> int: ...

@final
class ArrowStream:
    """A stream of batches of records, read once: ``pyarrow.table(stream)``, ``polars.DataFrame(stream)``."""

    def __arrow_c_schema__(self) -> Any: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> Any: ...

@final
class Annotation:
    """Everything that was found in one document."""

    @property
    def id(self) -> str:
        """The document's id."""

    @property
    def text(self) -> str:
        """The document's text; the offsets of spans count its characters."""

    @property
    def date(self) -> datetime.date | None:
        """The day from which relative dates count."""

    @property
    def date_source(self) -> str:
        """Where that day was found: option, record, header, dateline, lead or none."""

    @property
    def spans(self) -> list[Span]:
        """The spans, sorted by start, longer first."""

    @property
    def relations(self) -> list[Relation]:
        """Who holds which post, where."""

    def to_dict(self) -> dict[str, Any]:
        """The record as a dictionary, as the command line writes it."""

    def to_json(self) -> str:
        """The record as one line of JSON, as the command line writes it."""

    def __len__(self) -> int: ...
    def __bool__(self) -> bool: ...
    def __getitem__(self, index: int, /) -> Span: ...
    def __iter__(self) -> Iterator[Span]: ...
    def _repr_html_(self) -> str: ...

@final
class Span:
    """A place in a text, and what stands there."""

    @property
    def start(self) -> int:
        """The number of its first character in the text."""

    @property
    def end(self) -> int:
        """The number of the character behind its last one."""

    @property
    def text(self) -> str:
        """The text's own slice."""

    @property
    def label(self) -> str:
        """Its label: AGENCY, DATE, or what a list of your own brought."""

    @property
    def type(self) -> Literal["DATE", "TIME", "DURATION", "SET"] | None:
        """TIMEX3's type, of DATE, TIME, DURATION and SET."""

    @property
    def value(self) -> str | None:
        """TIMEX3's value, of the same."""

    @property
    def mod(self) -> str | None:
        """TIMEX3's mod."""

    @property
    def range(self) -> tuple[str | None, str | None] | None:
        """The first and last value of a range or duration."""

    @property
    def quant(self) -> str | None:
        """TIMEX3's quant, of SET."""

    @property
    def freq(self) -> str | None:
        """TIMEX3's freq, of SET."""

    @property
    def contradicts(self) -> bool:
        """True for a weekday that is not the date's own."""

    @property
    def id(self) -> str | None:
        """The canonical id, where the text and the lists decide it."""

    @property
    def name(self) -> str | None:
        """The name in common use, where a list has one."""

    @property
    def country(self) -> str | None:
        """The country that it belongs to, as ISO 3166-1 alpha-2."""

    @property
    def kind(self) -> str | None:
        """The finer kind: ``group``, ``descriptive``, ``forum`` ..."""

    @property
    def role(self) -> str | None:
        """``acronym``, where a definition introduces it."""

    @property
    def status(self) -> str | None:
        """``former``, ``acting``, ``designate``."""

    @property
    def threat(self) -> bool:
        """True where a state or service is named as a threat."""

    @property
    def score(self) -> float:
        """The measured precision of its class of evidence, 0 to 1."""

    @property
    def source(self) -> str:
        """Where its id or value comes from: gazetteer, rule, definition ..."""

    @property
    def candidates(self) -> list[tuple[str, float]]:
        """Between whom the text does not decide: ids and scores, best first."""

    @property
    def why(self) -> dict[str, Any] | None:
        """Why it stands, where the lists were loaded with ``explain=True``."""

    def to_dict(self) -> dict[str, Any]:
        """The span as a dictionary, as the command line writes it."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Relation:
    """A person in a post."""

    @property
    def type(self) -> str:
        """``role``."""

    @property
    def person(self) -> Span:
        """The person."""

    @property
    def title(self) -> Span:
        """The post."""

    @property
    def agency(self) -> Span | None:
        """The body, where the text says."""

    @property
    def country(self) -> str | None:
        """The country of the post, where the text says."""
