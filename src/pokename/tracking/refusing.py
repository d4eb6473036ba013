"""What is said of a tracker's server that doesn't answer as it should."""

from pokename.errors import TrackingError

SECONDS_TO_START = 30.0  # for the first answer of a server


def no_server(tracker: str, error: Exception, variable: str) -> TrackingError:
    """Return an error of one line, whatever the tracker said."""
    said = " ".join(str(error).split()).partition(" Consider ")[0][:200].rstrip(". ")
    return TrackingError(
        f"{tracker} can't be reached, or refuses: {said}.",
        f"Check {variable} and the network, or use tracking.mode=offline.",
    )
