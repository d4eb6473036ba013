"""Build the Typer app: register the commands, format help and report errors.

Commands import the library inside their functions, so that ``--help`` loads neither pandas nor the
config. Help uses Typer's plain format, since the boxed format imports rich and takes
twice the time.
"""

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby
from typing import Annotated, Any, NamedTuple, NoReturn, cast

import typer
from typer.core import TyperCommand, TyperGroup

from pokename import signals
from pokename.cli import config, data, favourites, models
from pokename.cli.console import print_failure, write_out
from pokename.cli.evaluate import evaluate
from pokename.cli.fetch import fetch
from pokename.cli.generate import EXAMPLES, generate
from pokename.cli.preprocess import preprocess
from pokename.cli.report import report
from pokename.cli.score import score
from pokename.cli.serve import serve
from pokename.cli.sweep import sweep
from pokename.cli.train import train
from pokename.errors import ConfigError, PokenameError
from pokename.safe_text import harmless

LONGEST_SENTENCE = 1000  # characters; longer than the first sentence of any command


class CommandGroup(TyperGroup):
    """A command group that lists commands with examples and reports each error in one line."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # Typer doesn't export their types
        """Write the commands by panel, each with the example that ends its docstring."""
        commands: list[Any] = [(name, self.commands[name]) for name in self.list_commands(ctx)]
        panels = [command.rich_help_panel for _, command in commands]
        # Typer lists groups after all commands; sort them into their panels.
        commands.sort(key=lambda item: panels.index(item[1].rich_help_panel))
        for panel, members in groupby(commands, lambda item: item[1].rich_help_panel):
            rows = []
            for name, command in members:
                rows.append((name, command.get_short_help_str(LONGEST_SENTENCE)))
                rows.append(("", (command.help or "").partition("Example: ")[2]))
            with formatter.section(panel or "Commands"):
                formatter.write_dl(rows)

    def make_context(self, *args: Any, **kwargs: Any) -> Any:  # Typer's signature
        """Parse the command line; ``--help`` and ``--version`` print and exit here."""
        with _errors_in_words():
            return super().make_context(*args, **kwargs)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # Typer's signature
        """Find the command; if the user typed a description instead, raise an error with a hint."""
        if args and " " in args[0].strip():
            ctx.fail(f'A description needs a command: pokename generate "{args[0]}"')
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:  # Typer doesn't export the types
        """Run the command."""
        with _errors_in_words():
            result = super().invoke(ctx)
            if sys.stdout:  # None if the process was started without it
                # Flush here, where a closed pipe can be handled; at exit, it can't be handled.
                sys.stdout.flush()
            return result


def help_panels(command: Any, ctx: Any) -> dict[str, list[tuple[str, str]]]:
    """Return each option of a command and what help says of it, by panel.

    Options without a panel come first, under "Options"; hidden options are left out.
    """
    panels: dict[str, list[tuple[str, str]]] = {"Options": []}
    for param in command.get_params(ctx):
        if record := param.get_help_record(ctx):
            panel = getattr(param, "rich_help_panel", None) or "Options"
            panels.setdefault(panel, []).append((record[0], _in_words(record[1])))
    return panels


def _in_words(text: str) -> str:
    """Return a text with the parser's ranges in words.

    >>> _in_words("Port. [0<=x<=65535]"), _in_words("[x>=0]")
    ('Port. [0 to 65535]', '[at least 0]')
    """
    text = re.sub(r"([\d.]+)<=x<=([\d.]+)", r"\1 to \2", text)
    return re.sub(r"x>=([\d.]+)", r"at least \1", text)


class Command(TyperCommand):
    """A command that ignores no argument silently.

    Its help lists options by panel; options without a panel come first.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # Typer doesn't export the types
        """Parse the arguments.

        Raises:
            ConfigError: A description has no quotation marks, or an option is repeated, but takes
                one value.
        """
        if not (ctx.resilient_parsing or {*args} & {*ctx.help_option_names}):
            values, extra, given = self.make_parser(ctx).parse_args(list(args))  # empties its list
            if extra and values.get("description"):
                description = " ".join((values["description"], *extra))
                raise ConfigError(
                    "Put the description in quotation marks:",
                    f'pokename {ctx.info_name} "{description}"',
                )
            for option in filter(_takes_one_value, given):
                if given.count(option) > 1:
                    name = "/".join((option.opts[0], *option.secondary_opts))
                    raise ConfigError(f"{name} was given twice.", TO_JOIN.get(name, ""))
        return super().parse_args(ctx, args)

    def format_options(self, ctx: Any, formatter: Any) -> None:  # Typer doesn't export their types
        """Write the options in Typer's format, with a section for each panel."""
        for panel, rows in help_panels(self, ctx).items():
            with formatter.section(panel):
                formatter.write_dl(rows)


TO_JOIN = {
    "--roots": "Join the words, for example: --roots ember+gecko",
    "--avoid-letters": "Join the letters, for example: --avoid-letters qx",
}
"""What to do instead of repeating an option."""


def _takes_one_value(param: Any) -> bool:
    """Return whether a parameter is an option that can be given only once.

    A flag may be repeated, unless it has an opposite: --allow-two-words/--one-word.
    """
    if param.param_type_name != "option" or param.multiple:
        return False
    return bool(param.secondary_opts) or not param.is_flag


@contextmanager
def _errors_in_words() -> Iterator[None]:
    """Report an error in one line and exit; with POKENAME_DEBUG=1, print the traceback too."""
    try:
        yield
    except typer.TyperException as error:
        error.message = harmless(_in_words(error.message))
        raise  # Typer prints this error
    except (typer.Exit, typer.Abort, BrokenPipeError):
        raise
    except KeyboardInterrupt:
        _leave("Interrupted.", 130)
    except SystemExit as stopped:
        if signals.name() is None:  # Typer ends --show-completion this way
            raise
        _leave(f"Stopped by {signals.name()}.", cast("int", stopped.code))
    except Exception as error:
        _leave(error, error.exit_code if isinstance(error, PokenameError) else 1)


def _leave(failure: Exception | str, exit_code: int) -> NoReturn:
    print_failure(failure)
    raise typer.Exit(exit_code)


class Group(NamedTuple):
    """Commands under a common name, such as ``pokename models``.

    Attributes:
        name: The common name.
        panel: The section of ``pokename --help`` that lists the group.
        about: The help text of the group.
        commands: The function of each command.
    """

    name: str
    panel: str
    about: str
    commands: Mapping[str, Callable[..., None]]


GROUPS = (
    Group(
        "favourites",
        "Names",
        "Keep, list, change or export names.\n\nExample: pokename favourites list",
        {
            "list": favourites.list_,
            "add": favourites.add,
            "edit": favourites.edit,
            "remove": favourites.remove,
            "export": favourites.export,
            "import": favourites.import_,
        },
    ),
    Group(
        "data",
        "Data and models",
        "Compare your data with the API, and with users' descriptions.\n\n"
        "Example: pokename data status",
        {"status": data.status, "drift": data.drift},
    ),
    Group(
        "models",
        "Data and models",
        "List, show and share trained models.\n\nExample: pokename models list",
        {
            "list": models.list_,
            "show": models.show,
            "export": models.export,
            "push": models.push,
            "pull": models.pull,
        },
    ),
    Group(
        "config",
        "Settings",
        "Show the settings and what they mean.\n\nExample: pokename config show",
        {"show": config.show, "schema": config.schema},
    ),
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from pokename import __version__

        write_out(f"pokename {__version__}")
        raise typer.Exit


def _pokename(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """Invent Pokémon-style names from a description, and train the model that does it."""


def _build() -> typer.Typer:
    """Build the app with its commands, in the order in which help lists them."""
    app = typer.Typer(
        cls=CommandGroup,
        callback=_pokename,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    app.command(cls=Command, epilog=EXAMPLES, rich_help_panel="Names")(generate)
    app.command(cls=Command, rich_help_panel="Names")(score)
    app.command(cls=Command, rich_help_panel="Names")(serve)
    for step in (fetch, preprocess, train, evaluate, report):
        app.command(cls=Command, rich_help_panel="Pipeline, in this order")(step)
    app.command(cls=Command, rich_help_panel="Data and models")(sweep)
    for group in GROUPS:
        app.add_typer(_group(group), name=group.name, rich_help_panel=group.panel)
    return app


def _group(group: Group) -> typer.Typer:
    made = typer.Typer(
        cls=CommandGroup, no_args_is_help=True, rich_markup_mode=None, help=group.about
    )
    for name, command in group.commands.items():
        made.command(name, cls=Command)(command)
    return made


app = _build()
