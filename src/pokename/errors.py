"""One exception tree. Each error says what went wrong and what to do next; the CLI prints both."""


class PokenameError(Exception):
    """Base of every error that a user can meet.

    Args:
        message: What went wrong, in one sentence.
        hint: What to do about it, in one sentence.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class ConfigError(PokenameError):
    """A config file, an override or an environment variable that can't be used."""

    exit_code = 2


class MissingExtraError(PokenameError):
    """A command that needs an optional dependency which isn't installed.

    Args:
        extra: The extra of this package that brings it, such as ``train``.
        purpose: What needs it, such as ``pokename train``.
    """

    exit_code = 2

    def __init__(self, extra: str, purpose: str) -> None:
        super().__init__(
            f"{purpose} needs the '{extra}' extra.",
            f"Run: pip install 'pokename[{extra}]' "
            f"(with pipx: pipx install --force 'pokename[{extra}]').",
        )


class FetchError(PokenameError):
    """The Pokédex could not be fetched, or not all of it."""


class DataError(PokenameError):
    """A data file that is missing, broken, or breaks a promise such as one family in one split."""


class ModelError(PokenameError):
    """A model that can't be found, loaded, trained or exported."""


class TrackingError(PokenameError):
    """A tracker whose server can't be reached, or refuses."""


class WishError(PokenameError):
    """A wish for names that is unknown, or that no name can meet.

    Args:
        message: What went wrong; arguments are called as the API calls them.
        hint: What to do about it.
        arguments: Names of the arguments that it is about, as the message and the hint have them.
    """

    exit_code = 2

    def __init__(self, message: str, hint: str = "", *, arguments: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint)
        self.arguments = arguments


class CommandError(PokenameError):
    """A command of a session that can't be done as things stand; the session goes on."""
