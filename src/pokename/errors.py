"""The package's exceptions. Each says what went wrong and what to do; the CLI prints both."""


class PokenameError(Exception):
    """Base class of all errors that the package reports to users.

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
    """A config file, an override or an environment variable can't be used."""

    exit_code = 2


class MissingExtraError(PokenameError):
    """An optional dependency isn't installed.

    Args:
        extra: The extra of this package that installs the dependency, such as ``train``.
        purpose: The feature that needs the dependency, such as ``pokename train``.
    """

    exit_code = 2

    def __init__(self, extra: str, purpose: str) -> None:
        super().__init__(
            f"{purpose} needs the '{extra}' extra.",
            f"Run: pip install 'pokename[{extra}]' "
            f"(with pipx: pipx install --force 'pokename[{extra}]').",
        )


class FetchError(PokenameError):
    """The Pokédex could not be fetched completely."""


class DataError(PokenameError):
    """A data file is missing or broken, or breaks a rule: each family must be in one split only."""


class ModelError(PokenameError):
    """A model can't be found, loaded, trained or exported."""


class DivergedError(ModelError):
    """A loss or a weight became NaN or infinite in a training."""


class NoMemoryError(ModelError):
    """The device has no memory left for a model."""


class TrackingError(PokenameError):
    """A tracker's server can't be reached, or refuses a request."""


class WishError(PokenameError):
    """A wish for names is unknown, or no name can meet it.

    Args:
        message: What went wrong; it calls arguments by their names in the Python API.
        hint: What to do about it.
        arguments: The names of the arguments in the message and the hint.
    """

    exit_code = 2

    def __init__(self, message: str, hint: str = "", *, arguments: tuple[str, ...] = ()) -> None:
        super().__init__(message, hint)
        self.arguments = arguments


class CommandError(PokenameError):
    """A session command can't run in the current state; the session goes on."""
