"""A generated name and what is known of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """One name for one description.

    Attributes:
        name: The name, capitalised.
        description: What it was asked for.
        score: How good the name is for the description, for ranking within one list; higher is
            better. Fit and likeness in nats, see ``naming.ranking``.
        seed: The seed asked for; with the same model, description and settings it gives the same
            names.
        model: The label of the model: ``bundled``, or the name of a run.
        roots: The source words that the model planned, in order; empty for a model without plans.
        meanings: What each root means, where that isn't the root itself; "" where unknown.
    """

    name: str
    description: str
    score: float
    seed: int
    model: str
    roots: tuple[str, ...] = ()
    meanings: tuple[str, ...] = ()
