"""The paths of the recipe: hand-written inputs, and outputs in ``recipes/work``."""

from dataclasses import dataclass
from pathlib import Path

from pokename.config import load_config
from pokename.paths import Layout, RunFiles

HERE = Path(__file__).parent
CONCEPTS = HERE / "concepts.csv"
WORK = HERE.parent / "work"
EMBEDDINGS = WORK / "embeddings.npz"  # stores embeddings by text, so that all steps share it


def config(training: str) -> Path:
    """Return the config of a training."""
    return HERE / f"{training}.yaml"


def settings_of(training: str) -> list[object]:
    """Return the seed and the settings of a training, with those of the configs it extends."""
    loaded = load_config(str(config(training))).config
    return [loaded.training_seed, loaded.train.plain()]


@dataclass(frozen=True)
class Work:
    """The output files of one run of the recipe, all in one folder."""

    folder: Path = WORK

    @property
    def lexicon(self) -> Path:
        """The narrow lexicon, which the first two pretrainings use."""
        return self.folder / "lexicon.json"

    @property
    def wide_lexicon(self) -> Path:
        """The wide lexicon, which the last two pretrainings use."""
        return self.folder / "wide_lexicon.json"

    @property
    def initial(self) -> Path:
        """The untrained model."""
        return self.folder / "initial"

    def layout(self, corpus: str) -> Layout:
        """Return the files of a corpus.

        Args:
            corpus: One of pretrain, continue, widen, deepen, finetune and pokedex.
        """
        return Layout(
            data=self.folder / corpus,
            models=self.folder / "models",
            reports=self.folder / "reports",
        )

    def run(self, name: str) -> RunFiles:
        """Return the files of a run."""
        return RunFiles(self.folder / "models" / name)
