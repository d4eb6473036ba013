"""Where the recipe reads its hand-written lists and writes what it makes."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Splits:
    """The rows of one training."""

    folder: Path

    @property
    def train(self) -> Path:
        """What is trained on."""
        return self.folder / "train.csv"

    @property
    def val(self) -> Path:
        """What stops the training and tells how far it is."""
        return self.folder / "val.csv"


HERE = Path(__file__).parent
CONCEPTS = HERE / "concepts.csv"

PRETRAIN_CONFIG = HERE / "pretrain.yaml"
CONTINUE_CONFIG = HERE / "continue.yaml"
FINETUNE_CONFIG = HERE / "finetune.yaml"
WORDNET = Path("/usr/share/wordnet")

WORK = HERE.parent / "work"
LEXICON = WORK / "lexicon.json"
EMBEDDINGS = WORK / "embeddings.npz"
PRETRAIN = Splits(WORK / "pretrain" / "processed")
CONTINUE = Splits(WORK / "continue" / "processed")
INITIAL = WORK / "initial"
MODELS = WORK / "models"
POKEDEX = WORK / "pokedex"
FINETUNE = Splits(WORK / "finetune" / "processed")
