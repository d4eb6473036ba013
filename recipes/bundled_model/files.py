"""Where the recipe reads its hand-written lists and writes what it makes."""

from pathlib import Path

HERE = Path(__file__).parent
CONCEPTS = HERE / "concepts.csv"
STEMS = HERE / "lexicon_stems.csv"
PRETRAIN_CONFIG = HERE / "pretrain.yaml"
FINETUNE_CONFIG = HERE / "finetune.yaml"
WORDNET = Path("/usr/share/wordnet")

WORK = HERE.parent / "work"
LEXICON = WORK / "lexicon.json"
EMBEDDINGS = WORK / "embeddings.npz"
PRETRAIN_TRAIN = WORK / "pretrain" / "processed" / "train.csv"
PRETRAIN_VAL = WORK / "pretrain" / "processed" / "val.csv"
INITIAL = WORK / "initial"
MODELS = WORK / "models"
POKEDEX = WORK / "pokedex"
FINETUNE = WORK / "finetune" / "processed"
