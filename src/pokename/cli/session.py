"""The session that ``pokename generate`` opens on a terminal when it gets no description."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from pokename import signals
from pokename.cli.console import console, copy_or_show, print_failure, print_table, say, write_out
from pokename.cli.favourites_output import export_favourites, print_favourites
from pokename.cli.line_editor import ReadLine, line_reader
from pokename.cli.session_model import Loaded, load_model
from pokename.cli.wish_options import as_options, in_options
from pokename.errors import DataError, PokenameError, WishError
from pokename.favourites import Change, Favourite
from pokename.favourites_file import FavouritesFile
from pokename.generate.job import Job
from pokename.naming.explaining import explanation
from pokename.naming.limits import Limits
from pokename.naming.name import Answer, Name
from pokename.session.command_words import as_text
from pokename.session.commands import (
    ALL,
    Command,
    Copy,
    Describe,
    Explain,
    Export,
    Help,
    Pick,
    Quit,
    Show,
    Step,
    WhyNot,
)
from pokename.session.state import NameRequest, State, description_of, names_of, picked
from pokename.session.steps import Steps
from pokename.session.typed_line import NotUnderstoodError, parse
from pokename.session.wish_words import Wished, current_wishes, in_session_words, word_of

GREETING = "Describe a creature, such as: a fiery lizard. Or type 'help'; Ctrl-D leaves."
NEXT = "Next: more, like 3, shorter, max 6, explain 3, keep 2 5, undo, help, quit."


def open_session(job: Job, names: int, favourites: Path | None) -> None:
    """Run a session on the terminal until the user leaves.

    Args:
        job: The settings that the session begins with.
        names: The number of names in a list, if the session begins with evolution lines.
        favourites: The favourites file; None for the user's default file.

    Raises:
        PokenameError: The model can't be loaded, the favourites can't be read, or the wishes can't
            be met.
    """
    from pokename.naming.evolution_lines import check_line
    from pokename.naming.wishes import Request

    Request.of("", job.wishes)  # raises for wishes that can't be met, before the user types
    if job.line is not None:
        check_line(job.line, job.evolves_from, job.wishes)
    with ThreadPoolExecutor(1, "model") as pool:
        loading = pool.submit(load_model, job, names, pool)  # while the user types
        file = FavouritesFile.at(favourites)
        conversation = Conversation(loading, job, file, line_reader(loading))
        say(GREETING)
        conversation.hold()


def _wished(job: Job) -> Wished:
    """Return the wishes of a job in the form that a session uses."""
    lines = {"line": job.line, "evolves_from": job.evolves_from}
    longest_of_all = ("max_length", Limits().max_length)  # the default limit isn't a wish
    return tuple(
        (key, tuple(value) if isinstance(value, list) else value)
        for key, value in {**job.wishes, **lines}.items()
        if value and key != "exclude" and (key, value) != longest_of_all
    )


class Conversation:
    """The loop of a session: read a line, run its command, print the result.

    Args:
        loading: The future of the model; its result raises if the model can't be loaded.
        job: The settings that the session begins with.
        favourites: The favourites file.
        read: Reads a line from the terminal.
    """

    def __init__(
        self, loading: Future[Loaded], job: Job, favourites: FavouritesFile, read: ReadLine
    ) -> None:
        self._loading = loading
        self._favourites = favourites
        self._read = read
        self._steps = Steps(self._named, job.seed, at_start=_wished(job))
        self._state = State(kept=favourites.read(), wishes=self._steps.at_start)

    def hold(self) -> None:
        """Read and answer lines until the user quits or presses Ctrl-D."""
        command: Command | None = None
        while not isinstance(command, Quit):
            try:
                line = self._read(self._state.pointed_at)
                self._loading.result()  # raises if the model can't be loaded
                command = self._answered(line) if line.strip() else None
            except KeyboardInterrupt:
                signals.forget()
                continue
            except EOFError:
                break
        if self._state.kept:
            say(f"Favourites in {self._favourites.path}: {len(self._state.kept)}.")

    def _answered(self, line: str) -> Command | None:
        """Parse and run a line; return its command, or print the error and return None."""
        try:
            self._read_favourites()
            command = parse(line, self._state.pointed_at, named=bool(self._state.names))
            self._do(command)
        except NotUnderstoodError as question:
            say(str(question))
            return None
        except PokenameError as error:
            if isinstance(error, WishError):
                say(f"Error: {_in_session_words(as_options(error, called=word_of))}")
            else:
                say(f"Error: {_in_session_words(str(error))}")
            return None
        except BrokenPipeError:
            raise
        except Exception as error:  # a command that fails must not end the session
            print_failure(error)
            return None
        return command

    def _read_favourites(self) -> None:
        """Read the favourites, which another session may have changed; if they can't be, say so."""
        try:
            self._state = replace(self._state, kept=self._favourites.read())
        except DataError as error:
            say(f"Error: {error}")

    def _do(self, command: Command) -> None:
        match command:
            case Help():
                write_out(as_text())
            case Show("favourites"):
                print_favourites(self._state.kept)
            case Show("wishes"):
                say(current_wishes(self._state.wished))
            case Show():
                print_table(names_of(self._state), 1)
            case Explain() | WhyNot() | Copy():
                self._say_of_names(command)
            case Export(path):
                export_favourites(self._state.kept, path)
            case Quit():
                pass
            case _:
                self._take(command)

    def _say_of_names(self, command: Explain | WhyNot | Copy) -> None:
        match command:
            case Explain(picks):
                for pick in picks:
                    self._explain(pick)
            case WhyNot(name):
                self._say_why_not(name)
            case Copy(picks):
                names = [one.name for pick in picks for one in picked(self._state, pick)]
                copy_or_show(", ".join(names))

    def _explain(self, pick: Pick) -> None:
        """Explain names; a favourite, or a name of the user's own, is scored first."""
        if isinstance(pick, str) and pick != ALL and not self._state.points_at(pick):
            write_out(explanation(self._scored(pick)))
            return
        for one in picked(self._state, pick):
            write_out(explanation(one if isinstance(one, Name) else self._rescored(one)))

    def _say_why_not(self, name: str) -> None:
        from pokename.naming.wishes import Wishes

        description = description_of(self._state)
        wishes: Any = {
            key: value for key, value in self._state.wished if key in Wishes.__annotations__
        }
        generator = self._loading.result().generator
        why = generator.why_not(description, name, **wishes)
        if why:
            write_out(f"{name} would be refused: {_in_session_words(why)}.")
        else:
            write_out(f"No rule refuses {name}.\n{explanation(self._scored(name))}")

    def _scored(self, name: str) -> Name:
        return self._loading.result().generator.score(description_of(self._state), name)

    def _rescored(self, kept: Favourite) -> Name:
        """Return a favourite as a name, with the source words that it was kept with."""
        from msgspec.structs import replace

        description = kept.description or description_of(self._state)
        scored = self._loading.result().generator.score(description, kept.name)
        if not kept.roots:  # a name of the user's own, kept without a description
            return scored
        return replace(scored, roots=kept.roots, meanings=kept.meanings, says=kept.says)

    def _take(self, step: Step) -> None:
        """Apply a step; save changed favourites before printing the result."""
        before = self._state
        after = self._steps.take(before, step)
        change = Change.between(before.kept, after.kept)
        if any(change):
            self._favourites.change(*change)
        self._state = after
        self._tell(step, before)
        if after.description:
            self._loading.result().namer.expect(self._steps.asked_for_others(after))

    def _named(self, asked: NameRequest) -> Answer:
        with console().status("Naming"):
            return self._loading.result().namer(asked)

    def _tell(self, step: Step, before: State) -> None:
        """Print the names and notes of the new state."""
        after = self._state
        if after.names and (isinstance(step, Describe) or after.names != before.names):
            print_table(after.last_shown, after.first_shown)
        for note in after.notes:
            say(_in_session_words(note))
        if not before.names and after.names:
            say(NEXT)


def _in_session_words(text: str) -> str:
    """Return a note, a reason or an error with its limits as a user types them in a session."""
    return in_session_words(in_options(text))
