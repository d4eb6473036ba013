"""The error for a tracker's server that can't be reached or refuses the run."""

from pokename.errors import TrackingError

SECONDS_TO_START = 30.0  # how long to wait for the first answer of a server


def server_error(tracker: str, error: Exception, variable: str) -> TrackingError:
    """Return a one-line error, however long the tracker's message is."""
    said = " ".join(str(error).split()).partition(" Consider ")[0][:200].rstrip(". ")
    return TrackingError(
        f"{tracker} can't be reached, or refused the request: {said}.",
        f"Check {variable} and the network, or use tracking.mode=offline.",
    )
