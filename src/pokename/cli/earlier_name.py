"""``generate --id``: give one earlier name again."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pokename.errors import WishError

if TYPE_CHECKING:
    from pokename.bulk.job import Job

_ID = re.compile(
    r"(?P<model>.+):(?P<seed>-?[0-9]{1,20}):(?P<rank>[1-9][0-9]{0,8})(\.(?P<stage>[1-3]))?"
)


def job_for_id(job: "Job", params: Mapping[str, Any]) -> "Job":
    """Return a job that generates one earlier name again, given the name's id.

    Args:
        job: The settings of the command.
        params: The value of each option of ``generate``, by name.

    Raises:
        WishError: The id is no id, or another option doesn't fit it.
    """
    from msgspec.structs import replace

    from pokename.naming.naming_model import label_of

    text, seed = params["again"], params["seed"]
    if job.unique is not None:
        raise WishError(
            "--id gives a single name, so --unique has no other name to compare it with.",
            "Leave --unique out.",
        )
    parts = _ID.fullmatch(text)
    if parts is None:
        raise WishError(
            f"'{text}' isn't the id of a name.", "An id looks like bundled:7:3 or bundled:7:1.2."
        )
    if parts["model"] != label_of(job.model):
        raise WishError(
            f"{text} is the id of a name by the model '{parts['model']}'.",
            "Choose that model with --model.",
        )
    if bool(parts["stage"]) != (job.line is not None):
        hint = "Give the --line that it was made with." if parts["stage"] else "Leave --line out."
        raise WishError(f"{text} is {'' if parts['stage'] else 'not '}a name of a line.", hint)
    if seed not in (None, int(parts["seed"])):
        raise WishError(f"{text} has the seed {parts['seed']}, not {seed}.", "Leave --seed out.")
    if params["n"] is not None:
        raise WishError("--id gives a single name, so -n has no effect.", "Leave -n out.")
    rank, stage = int(parts["rank"]), int(parts["stage"] or 0)
    _check_place(text, job, rank, stage)
    return replace(job, n=rank, seed=int(parts["seed"]), only=(rank, stage))


def _check_place(text: str, job: "Job", rank: int, stage: int) -> None:
    from pokename.naming.arguments import MOST_NAMES

    if rank > MOST_NAMES:
        raise WishError(f"{text} has the rank {rank:,}, but a list has at most {MOST_NAMES:,}.")
    first = 2 if job.evolves_from else 1
    if job.line is not None and not first <= stage < first + job.line:
        raise WishError(
            f"{text} is the name of stage {stage}, which --line {job.line} doesn't have.",
            "Give the --line and --evolves-from that it was made with.",
        )
