"""Train the tokenizer of the bundled model: byte-level BPE on the recipe's own corpus."""

from collections.abc import Iterator

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

from pokename.corpus.prompt_format import JOIN, LETTERS, MARKS, PLAN, SPELL
from pokename.corpus.splits import Example
from pokename.pokedex.records import bundled_species
from recipes.bundled_model.families import train_etymologies
from recipes.wordnet import wordnet

VOCABULARY = 6144
END, PAD = "<|endoftext|>", "<|pad|>"
# Each root occurs this many times per row, so that most roots become one token.
ROOT_REPEATS = 5
# One in this many glosses is used, which teaches English words without outweighing the corpus.
GLOSSES = 4


def train_tokenizer(rows: list[Example]) -> Tokenizer:
    """Train a lower-casing byte-level BPE tokenizer; each prompt format marker is one token."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=[END, PAD],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
        min_frequency=3,
    )
    tokenizer.train_from_iterator(_texts(rows), trainer)
    return tokenizer


def _texts(rows: list[Example]) -> Iterator[str]:
    for row in rows:
        yield row.description
        for root in row.roots:
            yield from [f" {root}"] * ROOT_REPEATS
    for known in train_etymologies().values():
        for root in (*known.roots, *known.meanings):
            yield from [f" {root}"] * ROOT_REPEATS
    for species in bundled_species():
        yield f"{species.genus} {species.color} {species.habitat or ''} {' '.join(species.types)}"
    for synset in list(wordnet().synsets.values())[::GLOSSES]:
        yield synset.gloss
    yield from [f"{PLAN}{JOIN}{SPELL}"] * 1000
    yield from (letter for letter in LETTERS + MARKS)
