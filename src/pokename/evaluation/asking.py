"""The questions of an evaluation: the same descriptions and seeds for every system."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pokename.evaluation.baselines import Given, Namer
from pokename.evaluation.cases import Case
from pokename.evaluation.metrics.design_hits import Design
from pokename.evaluation.yardstick import Answers
from pokename.progress import Progress


@dataclass
class Steps:
    """Counts the steps of an evaluation and reports them.

    Attributes:
        progress: Called with the number of steps done and the total.
        total: The total number of steps.
        done: The number of steps done.
    """

    progress: Progress
    total: int
    done: int = field(default=0)

    def advance(self) -> None:
        """Count one step as done, and report it."""
        self.done += 1
        self.progress(self.done, self.total)


@dataclass(frozen=True)
class Questions:
    """The questions for every system.

    Attributes:
        cases: Cases for which every system is asked for names.
        many: Extra prompts, for counting repeated names.
        lines: Cases for which each model is asked for an evolution line.
        designs: Held-out designs that each model is asked to name.
        n: The number of names to ask for per description.
        seed: The seed of the sampling.
        steps: The progress counter.
    """

    cases: Sequence[Case]
    many: Sequence[Case]
    lines: Sequence[Case]
    designs: Sequence[Design]
    n: int
    seed: int
    steps: Steps

    def answers_of(self, namer: Namer) -> Answers:
        """Return the names that a system gives to the cases and to the extra prompts."""
        names = [self._ask(namer, case) for case in self.cases]
        many = [one for case in self.many for one in self._ask(namer, case)]
        return Answers(namer.label, names, many=many)

    def _ask(self, namer: Namer, case: Case) -> Sequence[Given]:
        names = namer.names(case.description, self.n, self.seed)
        self.steps.advance()
        return names
