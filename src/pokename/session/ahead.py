"""Names that are found while the user reads."""

from concurrent.futures import Executor, Future

from pokename.naming.name import Answer
from pokename.session.state import Asked, Namer


class Ahead:
    """A namer that can be told what is likely to be asked next.

    Args:
        namer: Gives the same names for the same question, in any thread.
        pool: Where it works ahead.
    """

    def __init__(self, namer: Namer, pool: Executor) -> None:
        self._namer = namer
        self._pool = pool
        self._expected: Asked | None = None
        self._answer: Future[Answer] = Future()

    def __call__(self, asked: Asked) -> Answer:
        """Return the answer, the one found ahead where this was expected."""
        return self._answer.result() if asked == self._expected else self._namer(asked)

    def expect(self, asked: Asked) -> None:
        """Begin to answer what is likely to be asked next."""
        if asked != self._expected:
            self._answer.cancel()  # where nobody has begun with it
            self._expected, self._answer = asked, self._pool.submit(self._namer, asked)
