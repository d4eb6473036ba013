"""Generate the likely next names in the background, while the user reads."""

from concurrent.futures import Executor, Future

from pokename.naming.name import Answer
from pokename.session.state import Asked, Namer


class Ahead:
    """A namer that can prefetch the answer to an expected request.

    Args:
        namer: The namer; must be thread-safe and give the same names for the same request.
        pool: The executor that runs the prefetch.
    """

    def __init__(self, namer: Namer, pool: Executor) -> None:
        self._namer = namer
        self._pool = pool
        self._expected: Asked | None = None
        self._answer: Future[Answer] = Future()

    def __call__(self, asked: Asked) -> Answer:
        """Return the answer to a request; use the prefetched one if the request was expected."""
        return self._answer.result() if asked == self._expected else self._namer(asked)

    def expect(self, asked: Asked) -> None:
        """Start to prefetch the answer to the likely next request."""
        if asked != self._expected:
            self._answer.cancel()  # has no effect once it runs
            self._expected, self._answer = asked, self._pool.submit(self._namer, asked)
