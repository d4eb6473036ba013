"""The session that ``pokename generate`` opens on a terminal when it gets no description."""

from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from pokename.cli.console import console, print_table, say, write_out
from pokename.cli.export import export, print_favourites
from pokename.cli.line_editor import ReadLine, line_reader
from pokename.cli.wish_options import as_options
from pokename.errors import PokenameError, WishError
from pokename.favourites import FavouritesFile
from pokename.naming.name import Answer
from pokename.session.commands import (
    WORDS,
    Command,
    Describe,
    Export,
    Help,
    Quit,
    Show,
    Step,
    parse,
)
from pokename.session.state import Ahead, Asked, State, Steps, named

if TYPE_CHECKING:
    from pokename.bulk.job import Job

GREETING = "Describe a creature, such as: a fiery lizard. Or type 'help'; Ctrl-D leaves."
NEXT = "Next: more, like 3, keep 2 5, undo, export names.csv, help, quit."


def open_session(job: "Job", favourites: Path | None) -> None:
    """Talk with the user until they leave.

    Args:
        job: What is asked for every description alike.
        favourites: Where kept names go; None for the user's own file.

    Raises:
        PokenameError: The model can't be loaded, the favourites can't be read, or the wishes can't
            be met.
    """
    from pokename.naming.wishes import Request

    Request.of("", job.wishes)  # what can't be met is said before anybody types
    with ThreadPoolExecutor(1, "model") as pool:
        loading = pool.submit(_load, job, pool)  # while the user types
        file = FavouritesFile.at(favourites)
        conversation = Conversation(loading, job.seed, file, line_reader(loading))
        say(GREETING)
        conversation.hold()


def _load(job: "Job", pool: Executor) -> Ahead:
    """Load the model of an job and return what names with it."""
    from pokename.naming.generator import NameGenerator

    generator = NameGenerator.load(job.model)

    def names(asked: Asked) -> Answer:
        wishes = job.wishes.copy()
        wishes["exclude"] = {*wishes.get("exclude", ()), *asked.exclude}
        if asked.like:
            wishes["like"] = asked.like
        return generator.answer(
            asked.description, job.n, seed=asked.seed, sampling=job.sampling, **wishes
        )

    names(Asked("a creature", job.seed))  # reads what is read once, before it is waited for
    return Ahead(names, pool)


class Conversation:
    """Lines in, names and words out, until the user leaves.

    Args:
        loading: The model, or what is wrong with it.
        seed: Of the first names of every description.
        favourites: Where kept names go.
        read: Reads a line from the terminal.
    """

    def __init__(
        self, loading: Future[Ahead], seed: int, favourites: FavouritesFile, read: ReadLine
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
        if self._state.kept:
            say(f"Favourites in {self._favourites.path}: {len(self._state.kept)}.")

    def _answered(self, line: str) -> Command | None:
        """Do what a line asks for and return it, or say why it can't be done."""
        try:
            command = parse(line, self._state.pointed_at)
            self._do(command)
        except PokenameError as error:
            say(f"Error: {as_options(error) if isinstance(error, WishError) else error}")
            return None
        return command

    def _do(self, command: Command) -> None:
        match command:
            case Help():
                write_out(_help())
            case Show(favourites=True):
                print_favourites(self._state.kept)
            case Show():
                print_table(named(self._state))
            case Export(path):
                export(self._state.kept, path)
            case Quit():
                pass
            case _:
                self._take(command)

    def _take(self, step: Step) -> None:
        """Take a step; what it keeps or drops is on disk before it is told."""
        steps = Steps(self._named, self._seed)
        before = self._state
        after = steps.take(before, step)
        added = [one for one in after.kept if one not in before.kept]
        removed = [one for one in before.kept if one not in after.kept]
        if added or removed:
            self._favourites.change(add=added, remove=removed)
        self._state = after
        self._tell(step, before)
        if after.description:
            self._loading.result().expect(steps.asked_for_others(after))

    def _named(self, asked: Asked) -> Answer:
        with console().status("Naming"):
            return self._loading.result()(asked)

    def _tell(self, step: Step, before: State) -> None:
        """Show what a step gave, or what it went back to."""
        after = self._state
        if after.names and (isinstance(step, Describe) or after.names != before.names):
            print_table(after.names[-after.shown :], after.first_shown)
        for note in after.notes:
            say(note)
        if before.before is None and after.names:
            say(NEXT)


def _help() -> str:
    """Return every command with what is short for it and what it does."""
    rows = [(word.usage, ", ".join(word.spellings[1:]), word.meaning) for word in WORDS]
    return "\n".join(f"  {usage:<18}{short:<10}{meaning}" for usage, short, meaning in rows)
