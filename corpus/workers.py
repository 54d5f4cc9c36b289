"""Worker processes with limits, for the stages that read hostile files or take long.

A worker that crashes, hangs or runs out of memory over an item is replaced; the item's outcome says what happened, and no
other item notices. The pool itself is Pebble's.
"""

from __future__ import annotations

import multiprocessing
import os
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from corpus.settings import Settings
from corpus.types import Problem

Item = TypeVar("Item")
Result = TypeVar("Result")

ITEMS_PER_WORKER = 1000  # a worker is renewed after so many: what a PDF library leaks goes with it
WAITING_PER_WORKER = 4  # so many results may wait in memory
_SAFE_PATH = "PYTHONSAFEPATH"


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Item, Result]):
    """What became of one item: its result, or the problem that took its place."""

    item: Item
    result: Result | None
    problem: Problem | None = None


def run_in_workers(
    task: Callable[..., Result],
    items: Sequence[Item],
    arguments: Callable[[Item], tuple[Any, ...]],
    name: Callable[[Item], str],
    settings: Settings,
    workers: int,
) -> Iterator[Outcome[Item, Result]]:
    """`task(*arguments(item))` for each item in worker processes; outcomes in the order of the items.

    `task` must be a module's function, its arguments and result must pickle. At most `seconds_per_file` for each item.
    """
    if not items:
        return
    from pebble import ProcessPool

    workers = max(1, min(workers, len(items)))
    pool: Any = ProcessPool(
        max_workers=workers,
        max_tasks=ITEMS_PER_WORKER,
        initializer=_limit_memory,
        initargs=(settings.megabytes_of_memory,),
        context=multiprocessing.get_context("spawn"),  # fork would copy threads and open databases
    )
    queue = iter(items)
    waiting: list[tuple[Item, Any]] = []
    with _modules_from_python_only():
        try:
            while True:
                while len(waiting) < workers * WAITING_PER_WORKER and (item := next(queue, None)) is not None:
                    waiting.append((item, pool.schedule(task, args=arguments(item), timeout=settings.seconds_per_file)))
                if not waiting:
                    break
                item, future = waiting.pop(0)
                yield _outcome(item, future, name(item), settings)
            pool.close()
        finally:
            pool.stop()
            pool.join()


@contextmanager
def _modules_from_python_only() -> Iterator[None]:
    """New processes look for modules where Python has them, not first in the folder that the user is in: a `re.py` may lie there."""
    before = os.environ.get(_SAFE_PATH)
    os.environ[_SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_SAFE_PATH]
        else:
            os.environ[_SAFE_PATH] = before


def _outcome(item: Item, future: Any, name: str, settings: Settings) -> Outcome[Item, Result]:
    from pebble import ProcessExpired

    try:
        return Outcome(item, future.result())
    except TimeoutError:
        message = f"{name}: not done within {settings.seconds_per_file} s; raise seconds_per_file in ratslese.toml to give it longer"
        problem = Problem("too_slow", message)
    except ProcessExpired as error:
        message = f"{name}: the program that reads it crashed (exit code {error.exitcode}); open the file and save it anew, then import it"
        problem = Problem("crashed", message)
    except MemoryError:
        message = f"{name}: needs more than the {settings.megabytes_of_memory} MB of megabytes_of_memory in ratslese.toml"
        problem = Problem("too_big", message)
    except CancelledError:
        raise
    except Exception as error:  # the outermost loop over files: what is wrong with one must not stop the others
        detail = "".join(traceback.format_exception(error))
        problem = Problem("failed", f"{name}: {type(error).__name__}: {error}; please report this with the file", detail)
    return Outcome(item, None, problem)


def _limit_memory(megabytes: int) -> None:
    """Keep one bad file from taking the machine's memory; where the system has no such limit, go without."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command, which stops the workers itself
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 10**6, megabytes * 10**6))
