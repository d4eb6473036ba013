"""The model of a session: it is loaded in the background, and answers the session's requests."""

from concurrent.futures import Executor
from typing import TYPE_CHECKING, NamedTuple

from pokename.generate.job import LINES, Job, generator_of, name_row
from pokename.naming.name import Answer
from pokename.session.state import NameRequest, Prefetcher

if TYPE_CHECKING:
    from pokename.naming.generator import NameGenerator


class Loaded(NamedTuple):
    """A loaded model.

    Attributes:
        namer: Names creatures with the settings of the session.
        generator: The generator of the model.
    """

    namer: Prefetcher
    generator: "NameGenerator"


def load_model(job: Job, names: int, pool: Executor) -> Loaded:
    """Load the model of a job, and return it with a namer.

    Args:
        job: The settings that the session begins with.
        names: The number of names in a list, if the session begins with evolution lines.
        pool: The executor that makes the likely next names.

    Raises:
        ModelError: The model can't be loaded.
    """
    generator = generator_of(job.model)

    def namer(asked: NameRequest) -> Answer:
        """Answer a request with the job's settings."""
        return _answer(job, names, asked)

    namer(NameRequest("a creature", job.seed))  # fills all caches before the user waits for names
    return Loaded(Prefetcher(namer, pool), generator)


def _answer(job: Job, names: int, asked: NameRequest) -> Answer:
    """Answer a request of the session with the settings of its job.

    Args:
        job: The settings that the session begins with.
        names: The number of names in a list, if the session begins with evolution lines.
        asked: The request.
    """
    from msgspec.structs import replace

    from pokename.generate.inputs import Row
    from pokename.naming.sampling import Sampling

    wishes = dict(asked.wishes)
    evolves_from = wishes.pop("evolves_from", "")
    line = wishes.pop("line", 1 if evolves_from else None)
    as_asked = wishes.pop("n", None)
    if (line is None) != (job.line is None):
        as_asked = as_asked or (names if line is None else LINES)
    sampling = job.sampling
    if "creativity" in wishes:
        sampling = Sampling.of_creativity(wishes.pop("creativity"), sampling.candidates)
    exclude = {*job.wishes.get("exclude", ()), *asked.exclude}
    like = {"like": asked.like} if asked.like else {}
    named_row = name_row(
        Row(0, asked.description),
        replace(
            job,
            n=as_asked or job.n,
            seed=asked.seed,
            sampling=sampling,
            wishes={**wishes, **like, "exclude": exclude},
            line=line,
            evolves_from=evolves_from,
        ),
    )
    return Answer(named_row.names, named_row.refused, named_row.notes)
