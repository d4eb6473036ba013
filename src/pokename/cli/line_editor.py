"""Read lines in a session, with history, editing and completion if the terminal allows."""

import os
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pokename.cli.console import write_out
from pokename.session.command_words import NAMES, PATHS, WORDS, Word

if TYPE_CHECKING:
    from concurrent.futures import Future

    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import Completer

PROMPT = "> "
ReadLine = Callable[[Collection[str]], str]
"""Reads a line and offers the given names as completions; raises the same errors as ``input``."""


def line_reader(loading: "Future[Any]") -> ReadLine:
    """Return a function that reads a line from this terminal.

    Args:
        loading: Future of the model, which is loading. If loading fails, reading stops with the
            same exception, so that the user doesn't type commands for a missing model.
    """
    # A dumb terminal can't move its cursor back, so plain input() works better there.
    if os.environ.get("TERM", "").lower() in {"dumb", "unknown"}:
        return _plain
    names: set[str] = set()
    editor = _editor(names)

    def read(known: Collection[str]) -> str:
        """Read a line; Tab completes the ``known`` names."""
        names.clear()
        names.update(known)
        return editor.prompt(pre_run=lambda: _watch(editor, loading))

    return read


def _plain(_names: Collection[str]) -> str:
    try:
        return input(PROMPT)
    except (EOFError, KeyboardInterrupt):
        write_out("")  # end the line of the prompt
        raise


def _editor(names: Collection[str]) -> "PromptSession[str]":
    # Don't query the cursor position: some terminals don't answer, or answer late. Only menus below
    # the line would need the position, and this editor has no menus.
    os.environ.setdefault("PROMPT_TOOLKIT_NO_CPR", "1")
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import InMemoryHistory
    from prompt_toolkit.shortcuts import CompleteStyle

    return PromptSession(
        PROMPT,
        history=InMemoryHistory(),
        completer=_completer(names),
        # Complete only on Tab: descriptions are free text, and a menu would cover the answer.
        complete_while_typing=False,
        complete_style=CompleteStyle.READLINE_LIKE,
    )


def _completer(names: Collection[str]) -> "Completer":
    """Return a completer for command words, then for the argument of each: names, paths, values."""
    from prompt_toolkit.completion import NestedCompleter, PathCompleter, WordCompleter

    named = WordCompleter(lambda: sorted(names), ignore_case=True)
    paths = PathCompleter(expanduser=True)

    def values(word: Word) -> "Completer | None":
        """Return a completer for the argument of a command word, or None if it takes none."""
        if word.values in (NAMES, PATHS):
            return named if word.values is NAMES else paths
        return WordCompleter(list(word.values)) if word.values else None

    after: dict[str, Completer | None] = {}
    for word in WORDS:
        for spelling in word.spellings:
            first, _, second = spelling.partition(" ")
            # Only main spellings are completed, but arguments are completed after any spelling.
            if not second and (spelling == word.spellings[0] or word.values):
                after[first] = values(word)
    return NestedCompleter(after)


def _watch(editor: "PromptSession[str]", loading: "Future[Any]") -> None:
    """Stop reading if the model fails to load; must be called in the event loop."""
    import asyncio

    loop = asyncio.get_running_loop()

    def stop() -> None:
        """Stop reading with the error of the loading, if there is one."""
        error = loading.exception()
        if error and not editor.app.is_done:
            editor.app.exit(exception=error)

    def tell(_: "Future[Any]") -> None:
        """Call ``stop`` in the event loop; the future calls this in another thread."""
        with suppress(RuntimeError):  # the loop is closed once the line is read
            loop.call_soon_threadsafe(stop)

    loading.add_done_callback(tell)
