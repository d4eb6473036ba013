"""Where the recipe reads its hand-written lists and writes what it makes."""

from pathlib import Path

from pokename.paths import Layout

HERE = Path(__file__).parent
CONCEPTS = HERE / "concepts.csv"

PRETRAIN_CONFIG = HERE / "pretrain.yaml"
CONTINUE_CONFIG = HERE / "continue.yaml"
WIDEN_CONFIG = HERE / "widen.yaml"
FINETUNE_CONFIG = HERE / "finetune.yaml"
WORDNET = Path("/usr/share/wordnet")

WORK = HERE.parent / "work"
LEXICON = WORK / "lexicon.json"
WIDE_LEXICON = WORK / "wide_lexicon.json"
EMBEDDINGS = WORK / "embeddings.npz"
INITIAL = WORK / "initial"
MODELS = WORK / "models"
PRETRAIN, CONTINUE, WIDEN, FINETUNE, POKEDEX = (
    Layout(data=WORK / name, models=MODELS, reports=WORK / "reports")
    for name in ("pretrain", "continue", "widen", "finetune", "pokedex")
)
