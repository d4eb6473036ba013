"""The session that ``pokename generate`` opens on a terminal when it gets no description."""

from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

import typer

from pokename.cli.console import say
from pokename.cli.exporting import export, print_favourites
from pokename.cli.line_editor import ReadLine, line_reader
from pokename.cli.rendering import print_table
from pokename.errors import PokenameError
from pokename.favourites import FavouritesFile
from pokename.naming.name import Answer
from pokename.session.commands import WORDS, Command, Export, Help, Quit, Show, Step, parse
from pokename.session.state import Namer, State, Steps

if TYPE_CHECKING:
    from pokename.naming.generator import Sampling
    from pokename.naming.wishes import Wishes

GREETING = "Describe a creature, such as: a fiery lizard. 'help' says what else can be typed."
NEXT = "Next: more, like 3, keep 2 5, undo, export names.csv, help, quit; or another creature."


def open_session(load: Callable[[], Namer], seed: int, favourites: FavouritesFile) -> None:
    """Talk with the user until they leave.

    Args:
        load: Loads the model, in a thread while the user types.
        seed: Of the first names of every description.
        favourites: Where kept names go.

    Raises:
        PokenameError: The model can't be loaded, or the favourites can't be read.
    """
    with ThreadPoolExecutor(1, "model") as pool:
        loading = pool.submit(load)
        say(GREETING)
        Conversation(loading, seed, favourites, line_reader(loading)).hold()


def namer(model: str, n: int, sampling: "Sampling", wishes: "Wishes") -> Namer:
    """Load a model and return what names with it, as the command line set it."""
    from pokename.naming.generator import NameGenerator

    generator = NameGenerator.load(model)

    def names(
        description: str, *, seed: int, exclude: Collection[str] = (), like: str = ""
    ) -> Answer:
        wished: Wishes = {**wishes, "exclude": {*wishes.get("exclude", ()), *exclude}}
        if like:
            wished["like"] = like
        return generator.answer(description, n, seed=seed, sampling=sampling, **wished)

    names("a creature", seed=0)  # reads all that is read once, before it is waited for
    return names


class Conversation:
    """Lines in, names and words out, until the user leaves.

    Args:
        loading: The model, or what is wrong with it.
        seed: Of the first names of every description.
        favourites: Where kept names go.
        read: Reads a line from the terminal.
    """

    def __init__(
        self, loading: Future[Namer], seed: int, favourites: FavouritesFile, read: ReadLine
    ) -> None:
        self._loading = loading
        self._seed = seed
        self._favourites = favourites
        self._read = read
        self._state = State(kept=favourites.read())

    def hold(self) -> None:
        """Read and answer lines until one of them, or Ctrl-D, says that it is enough."""
        command: Command | None = None
        while not isinstance(command, Quit):
            try:
                line = self._read(self._state.pointed_at)
                self._loading.result()  # a model that can't be loaded ends it here
                command = self._answered(line) if line.strip() else None
            except KeyboardInterrupt:
                continue
            except EOFError:
                break
        kept = len(self._state.kept)
        if kept:
            say(f"{kept} favourites in {self._favourites.path}.")

    def _answered(self, line: str) -> Command | None:
        """Do what a line asks for and return it, or say why it can't be done."""
        try:
            command = parse(line, self._state.pointed_at)
            self._do(command)
        except PokenameError as error:
            say(f"Error: {error}")
            return None
        return command

    def _do(self, command: Command) -> None:
        match command:
            case Help():
                typer.echo(_help())
            case Show(kept=True):
                print_favourites(self._state.kept)
            case Show():
                print_table(self._state.names)
            case Export(path):
                export(self._state.kept, path)
            case Quit():
                pass
            case _:
                self._take(command)

    def _take(self, step: Step) -> None:
        """Take a step; what it keeps or drops is on disk before it is told."""
        before = self._state
        after = Steps(self._loading.result(), self._seed).take(before, step)
        added = [one for one in after.kept if one not in before.kept]
        removed = [one for one in before.kept if one not in after.kept]
        if added or removed:
            self._favourites.change(add=added, remove=removed)
        self._state = after
        if after.names and after.names != before.names:
            print_table(after.names[-after.shown :], after.first_shown)
        for note in after.notes:
            say(note)
        if before.before is None and after.names:
            say(NEXT)


def _help() -> str:
    """Return every command with what is short for it and what it does."""
    rows = [(word.usage, ", ".join(word.spellings[1:]), word.meaning) for word in WORDS]
    return "\n".join(f"  {usage:<18}{short:<10}{meaning}" for usage, short, meaning in rows)
