"""How well the idea of a name fits a description."""

from collections.abc import Sequence

from pokename.naming.features import STRENGTH, Idea, Source
from pokename.reading.concept import Concept


def fit_of(sources: Sequence[Source], concepts: Sequence[Concept], explained: float) -> float:
    """Return the fit of a name that is made of source words, 0 to 1.

    Args:
        sources: Its source words.
        concepts: Concepts of the description.
        explained: The ``share_explained`` of its source words or of its letters.
    """
    return (_coverage(sources, concepts) + explained) / 2


def _coverage(sources: Sequence[Source], concepts: Sequence[Concept]) -> float:
    """Return how well source words cover a description's two most salient concepts, 0 to 1."""
    said: dict[int, float] = {}
    for one in sources:
        worth = (0.5 + 0.5 * one.row[STRENGTH]) * concepts[one.concept].salience
        said[one.concept] = max(worth, said.get(one.concept, 0.0))
    most = sum(sorted((concept.salience for concept in concepts), reverse=True)[:2])
    return min(1.0, sum(said.values()) / most) if most else 0.0


def explained_by(ideas: Sequence[Idea]) -> float:
    """Return the ``share_explained`` of all source words together, 0 to 1."""
    return share_explained(sum(idea.given for idea in ideas), sum(idea.nothing for idea in ideas))


def share_explained(log_prob: float, prior: float) -> float:
    """Return pointwise mutual information divided by its largest value, 0 to 1.

    The method is Bouma's ("Normalized pointwise mutual information in collocation extraction",
    GSCL 2009).

    Args:
        log_prob: Log p of a name or its source words given the description, in nats.
        prior: Log p of the same text given an empty description, in nats.
    """
    return min(max(1 - log_prob / prior, 0.0), 1.0) if prior else 0.0
