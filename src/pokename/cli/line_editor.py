"""Lines typed in a session: with history, editing and completion where the terminal can do it."""

import os
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import typer

from pokename.session.words import NAMES, PATHS, WORDS, Word

if TYPE_CHECKING:
    from concurrent.futures import Future

    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import Completer

PROMPT = "> "
ReadLine = Callable[[Collection[str]], str]
"""Takes the names that can be completed; raises what ``input`` raises at Ctrl-C and Ctrl-D."""


def line_reader(loading: "Future[Any]") -> ReadLine:
    """Return what reads a line from this terminal.

    Args:
        loading: Reading stops with its exception where it fails meanwhile, so that nobody describes
            a creature to a model that isn't there.
    """
    # A dumb terminal can't move its cursor back: its own line editing does better there.
    if os.environ.get("TERM", "").lower() in {"dumb", "unknown"}:
        return _plain
    names: set[str] = set()
    editor = _editor(names)

    def read(known: Collection[str]) -> str:
        names.clear()
        names.update(known)
        return editor.prompt(pre_run=lambda: _watch(editor, loading))

    return read


def _plain(_names: Collection[str]) -> str:
    try:
        return input(PROMPT)
    except (EOFError, KeyboardInterrupt):
        typer.echo()  # what comes next begins its own line
        raise


def _editor(names: Collection[str]) -> "PromptSession[str]":
    # Else it asks the terminal where the cursor is, which not every one answers and a slow line
    # answers late; it matters for menus below the line, and there are none.
    os.environ.setdefault("PROMPT_TOOLKIT_NO_CPR", "1")
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import InMemoryHistory
    from prompt_toolkit.shortcuts import CompleteStyle

    return PromptSession(
        PROMPT,
        history=InMemoryHistory(),
        completer=_completer(names),
        # On Tab alone: descriptions are free text, and a menu would cover what was answered.
        complete_while_typing=False,
        complete_style=CompleteStyle.READLINE_LIKE,
    )


def _completer(names: Collection[str]) -> "Completer":
    """Complete a command's word, then names or a path, as it takes them."""
    from prompt_toolkit.completion import NestedCompleter, PathCompleter, WordCompleter

    named = WordCompleter(lambda: sorted(names), ignore_case=True)
    paths = PathCompleter(expanduser=True)

    def values(word: Word) -> "Completer | None":
        if word.values in (NAMES, PATHS):
            return named if word.values is NAMES else paths
        return WordCompleter(list(word.values)) if word.values else None

    after: dict[str, Completer | None] = {}
    for word in WORDS:
        for spelling in word.spellings:
            first, _, second = spelling.partition(" ")
            # The words that help names are completed, and what follows any of them.
            if not second and (spelling == word.spellings[0] or word.values):
                after[first] = values(word)
    return NestedCompleter(after)


def _watch(editor: "PromptSession[str]", loading: "Future[Any]") -> None:
    """Stop reading when the model turns out not to load; called in the event loop."""
    import asyncio

    loop = asyncio.get_running_loop()

    def stop() -> None:
        error = loading.exception()
        if error and not editor.app.is_done:
            editor.app.exit(exception=error)

    def tell(_: "Future[Any]") -> None:
        with suppress(RuntimeError):  # the line was read meanwhile, and its loop is closed
            loop.call_soon_threadsafe(stop)

    loading.add_done_callback(tell)
