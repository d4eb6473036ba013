"""Generate the likely next names in the background, while the user reads."""

from concurrent.futures import Executor, Future

from pokename.naming.name import Answer
from pokename.session.state import Namer, NameRequest


class Ahead:
    """A namer that can prefetch the answer to an expected request.

    Args:
        namer: The namer; must be thread-safe and give the same names for the same request.
        pool: The executor that runs the prefetch.
    """

    def __init__(self, namer: Namer, pool: Executor) -> None:
        self._namer = namer
        self._pool = pool
        self._expected: NameRequest | None = None
        self._answer: Future[Answer] = Future()

    def __call__(self, request: NameRequest) -> Answer:
        """Return the answer to a request; it is prefetched if the request was expected."""
        return self._answer.result() if request == self._expected else self._namer(request)

    def expect(self, request: NameRequest) -> None:
        """Start to prefetch the answer to the likely next request."""
        if request != self._expected:
            self._answer.cancel()  # has no effect on a prefetch that already runs
            self._expected, self._answer = request, self._pool.submit(self._namer, request)
