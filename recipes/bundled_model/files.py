"""Where the recipe reads its hand-written lists and writes what it makes."""

from dataclasses import dataclass
from pathlib import Path

from pokename.paths import Layout, RunFiles

HERE = Path(__file__).parent
CONCEPTS = HERE / "concepts.csv"
WORDNET = Path("/usr/share/wordnet")
WORK = HERE.parent / "work"
EMBEDDINGS = WORK / "embeddings.npz"  # by text, so that one file does for all


def config(training: str) -> Path:
    """Return the config of a training."""
    return HERE / f"{training}.yaml"


@dataclass(frozen=True)
class Work:
    """Everything that a run of the recipe makes, below one folder."""

    folder: Path = WORK

    @property
    def lexicon(self) -> Path:
        """The first lexicon."""
        return self.folder / "lexicon.json"

    @property
    def wide_lexicon(self) -> Path:
        """The lexicon of the third and the fourth pretraining."""
        return self.folder / "wide_lexicon.json"

    @property
    def initial(self) -> Path:
        """The model before any training."""
        return self.folder / "initial"

    def layout(self, corpus: str) -> Layout:
        """Return the files of a corpus: pretrain, continue, widen, deepen, finetune or pokedex."""
        return Layout(
            data=self.folder / corpus,
            models=self.folder / "models",
            reports=self.folder / "reports",
        )

    def run(self, name: str) -> RunFiles:
        """Return the files of a training's run."""
        return RunFiles(self.folder / "models" / name)
