"""What is put to every system, in the same words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pokename.evaluation.baselines import Given, Namer
from pokename.evaluation.cases import Case
from pokename.evaluation.metrics.design_hits import Design
from pokename.evaluation.yardstick import Answers

Progress = Callable[[int, int], None]


@dataclass
class Steps:
    """How far an evaluation is.

    Attributes:
        progress: Called with steps done and steps in all.
        total: Steps in all.
        done: Steps done.
    """

    progress: Progress
    total: int
    done: int = field(default=0)

    def advance(self) -> None:
        """Report one step more."""
        self.done += 1
        self.progress(self.done, self.total)


@dataclass(frozen=True)
class Questions:
    """What is put to every system.

    Attributes:
        cases: Descriptions whose names are measured.
        many: More prompts, to see how often a name comes back.
        lines: Cases for each of which a model is asked for an evolution line.
        designs: Held-out designs whose names are looked for.
        n: Names asked for, a description.
        seed: Of the sampling.
        steps: Told of each description that was answered.
    """

    cases: Sequence[Case]
    many: Sequence[Case]
    lines: Sequence[Case]
    designs: Sequence[Design]
    n: int
    seed: int
    steps: Steps

    def answers_of(self, namer: Namer) -> Answers:
        """Return the names that a system gives."""
        names = [self._ask(namer, case) for case in self.cases]
        many = [one for case in self.many for one in self._ask(namer, case)]
        return Answers(namer.label, names, many=many)

    def _ask(self, namer: Namer, case: Case) -> Sequence[Given]:
        names = namer.names(case.description, self.n, self.seed)
        self.steps.advance()
        return names
