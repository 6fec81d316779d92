"""Many texts: in order, bounded, without the interpreter."""

from __future__ import annotations

import gc
import itertools
import threading
import time

import pytest
from conftest import TEXT

import gazet


def test_order_and_numbers(annotator):
    texts = [f"The FBI met agent {i} on {1 + i % 28} May 2024. " * (1 + i % 7) for i in range(300)]
    whole = [annotator.annotate(text, id=str(i)).to_json() for i, text in enumerate(texts)]
    for threads, read_ahead in [(1, None), (3, None), (2, 1), (2, 5), (None, 1000)]:
        piped = annotator.pipe(iter(texts), threads=threads, read_ahead=read_ahead)
        assert [a.to_json() for a in piped] == whole, (threads, read_ahead)


def test_records(annotator):
    items = [{"id": "a", "text": "On Thursday.", "date": "2024-11-08", "office": 1}, {"text": b"The FBI"}, "Seoul"]
    a, b, c = annotator.pipe(items)
    assert (a.id, a[0].value, b.id, b[0].id, c.id) == ("a", "2024-11-07", "1", "us/fbi", "2")


def test_reading_ahead_is_bounded(annotator):
    for read_ahead in (1, 2, 7, 40):
        taken = 0

        def texts():
            nonlocal taken
            for _ in itertools.count():
                taken += 1
                yield TEXT

        pipe = annotator.pipe(texts(), threads=2, read_ahead=read_ahead)
        given = 0
        for _ in itertools.islice(pipe, 100):
            given += 1
            assert taken - given < read_ahead, (read_ahead, taken, given)


def test_a_stream_that_waits_is_answered_one_by_one(annotator):
    """With read_ahead=1 a text is annotated before the next one is asked for."""
    order = []

    def texts():
        for i in range(3):
            order.append(f"asked {i}")
            yield "The FBI"

    for i, _ in enumerate(annotator.pipe(texts(), read_ahead=1)):
        order.append(f"given {i}")
    assert order == ["asked 0", "given 0", "asked 1", "given 1", "asked 2", "given 2"]


def test_errors_stand_in_their_place(annotator):
    items = ["The FBI", 7, {"id": "c", "text": None}, b"\xff", {"id": "d", "text": "x", "date": "soon"}, "The FBI"]
    found = list(annotator.pipe(items, errors="return"))
    assert [getattr(f, "kind", "fine") for f in found] == ["fine", "json", "text", "not_utf8", "date", "fine"]
    assert str(found[2]) == 'c: no "text"' and str(found[3]) == "3: not UTF-8: bad byte at offset 0"

    pipe = annotator.pipe(items)
    next(pipe)
    for kind in ("json", "text", "not_utf8", "date"):
        with pytest.raises(gazet.DocumentError) as raised:
            next(pipe)
        assert raised.value.kind == kind
    assert next(pipe)[0].id == "us/fbi" and list(pipe) == []
    with pytest.raises(gazet.OptionError, match='errors is one of raise, return, not "ignore"'):
        annotator.pipe([], errors="ignore")


def test_whole_numbers_are_ids(annotator):
    items = [{"id": 7, "text": "x"}, {"id": -(2**70), "text": "x"}, {"id": True, "text": "x"}, {"id": 1.5, "text": "x"}]
    found = list(annotator.pipe(items, errors="return"))
    assert [a.id for a in found[:2]] == ["7", str(-(2**70))]
    assert [str(e) for e in found[2:]] == ['2: "id" is a bool, not a string', '3: "id" is a float, not a string']


@pytest.mark.parametrize("text", ["The FBI", b"The FBI"])
def test_one_text_is_not_many(annotator, text):
    with pytest.raises(TypeError, match="pipe takes many texts; annotate takes one"):
        annotator.pipe(text)


def test_what_the_input_raises_comes_after_its_texts(annotator):
    def texts():
        yield "The FBI"
        yield "Seoul"
        raise RuntimeError("the wire is cut")

    pipe = annotator.pipe(texts())
    assert [next(pipe)[0].text, next(pipe)[0].text] == ["FBI", "Seoul"]
    with pytest.raises(RuntimeError, match="the wire is cut"):
        next(pipe)
    assert list(pipe) == []


def test_a_pipe_may_be_given_up(annotator):
    for _ in range(20):
        pipe = annotator.pipe(itertools.repeat(TEXT), threads=2)
        next(pipe)
        del pipe
    gc.collect()


def test_other_threads_run_meanwhile(annotator):
    """One text that takes long: the interpreter is free while it is annotated."""
    text = TEXT * 20000
    done = threading.Event()
    ticks = 0

    def work():
        annotator.annotate(text)
        done.set()

    thread = threading.Thread(target=work)
    start = time.perf_counter()
    thread.start()
    while not done.is_set():
        time.sleep(0.001)
        ticks += 1
    thread.join()
    # a thread that held the interpreter would let the loop run a few times at most
    assert ticks > 20 and time.perf_counter() - start < 60, ticks


def test_processes_that_fork(annotator):
    """A pool of processes that forks after threads were used: none is waited for in the child."""
    import multiprocessing

    list(annotator.pipe([TEXT] * 50, threads=2))
    with multiprocessing.get_context("fork").Pool(2) as pool:
        counts = pool.map_async(_count, [10, 20]).get(timeout=60)
    assert counts == [10, 20]


def _count(number: int) -> int:
    return sum(1 for _ in gazet.default().pipe([TEXT] * number, threads=2))
