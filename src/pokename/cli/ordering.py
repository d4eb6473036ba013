"""From the options of ``generate`` to what is asked of the generator for every description."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pokename.cli.console import say
from pokename.errors import WishError

if TYPE_CHECKING:
    from pokename.catalogue.workers import Order
    from pokename.config import Config
    from pokename.naming.language_model import Sampling

_ID = re.compile(r"(?P<model>.+):(?P<seed>\d{1,10}):(?P<rank>[1-9]\d{0,3})(\.(?P<stage>[1-3]))?")
LINES = 3  # evolution lines where -n doesn't say how many


def order_from(params: Mapping[str, Any], settings: "Config") -> "Order":
    """Return what is asked.

    Args:
        params: Name of each option of ``generate`` to its value.
        settings: The config, what the options say of it already in it.

    Raises:
        WishError: Options that aren't as they must be, or don't go together.
    """
    from pokename.catalogue.workers import Order
    from pokename.cli.wish_options import wishes_from

    if params["allow_offensive"]:
        say("The decency filter is off: names may offend.")
    section = settings.generate
    line = 1 if params["evolves_from"] and params["line"] is None else params["line"]
    order = Order(
        model=section.model,
        n=LINES if line is not None and params["n"] is None else section.n,
        seed=settings.seed,
        sampling=_sampling(params, settings),
        wishes=wishes_from(params, section.max_length),
        line=line,
        evolves_from=params["evolves_from"] or "",
    )
    return _again(order, params["again"]) if params["again"] else order


def _sampling(params: Mapping[str, Any], settings: "Config") -> "Sampling":
    """Return the sampling: one plain knob, or the two that it turns, which win over it."""
    from msgspec.structs import replace

    from pokename.naming.language_model import Sampling

    section = settings.generate
    creativity = params["creativity"]
    if creativity is None:
        return Sampling.of(section)
    if not 0 <= creativity <= 1:  # Typer lets pass what is no number
        raise WishError(f"--creativity {creativity} isn't 0 to 1.")
    given = {key: params[key] for key in ("temperature", "top_p") if params[key] is not None}
    return replace(Sampling.of_creativity(creativity, section.candidates), **given)


def _again(order: "Order", text: str) -> "Order":
    """Return the order of one name that was given before, by its id."""
    from msgspec.structs import replace

    from pokename.naming.loading import label_of

    parts = _ID.fullmatch(text)
    if parts is None:
        raise WishError(
            f"'{text}' isn't the id of a name.", "It looks like bundled:7:3, or bundled:7:1.2."
        )
    if parts["model"] != label_of(order.model):
        raise WishError(
            f"{text} is a name of the model '{parts['model']}'.", "Give that with --model."
        )
    if bool(parts["stage"]) != (order.line is not None):
        hint = "Give the --line that it is of." if parts["stage"] else "Leave --line out."
        raise WishError(f"{text} is {'a' if parts['stage'] else 'no'} name of a line.", hint)
    rank, stage = int(parts["rank"]), int(parts["stage"] or 0)
    return replace(order, n=rank, seed=int(parts["seed"]), only=(rank, stage))
