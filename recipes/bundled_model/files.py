"""Where the recipe reads its hand-written lists and writes what it makes."""

from pathlib import Path

HERE = Path(__file__).parent
CONCEPTS = HERE / "concepts.csv"
STEMS = HERE / "lexicon_stems.csv"
WORDNET = Path("/usr/share/wordnet")

WORK = HERE.parent / "work"
LEXICON = WORK / "lexicon.json"
EMBEDDINGS = WORK / "embeddings.npz"
PRETRAIN_TRAIN = WORK / "pretrain" / "train.csv"
PRETRAIN_VAL = WORK / "pretrain" / "val.csv"
FINETUNE_EXTRA = WORK / "finetune_extra.csv"
TOKENIZER = WORK / "tokenizer.json"
BASE = WORK / "base"
