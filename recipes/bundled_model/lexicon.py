"""Build the lexicon: concepts, the words that descriptions use for them, and their source words.

Concepts come from a hand-written list and from WordNet's common concrete nouns. Each foreign stem
joins the concept of its English meaning. Etymologies of the train families change only weights.
"""

import csv
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from wordfreq import zipf_frequency

from pokename.files import read_json, write_json
from pokename.naming.decency import offence
from pokename.paths import STEMS
from recipes.bundled_model.families import train_etymologies
from recipes.bundled_model.files import CONCEPTS
from recipes.encoder import encode
from recipes.wordnet import HYPERNYM, WORDNET, Synset, wordnet

# The kind of a WordNet noun, by the lexicographer file of its first sense.
KINDS = {
    "animal": "being", "plant": "object", "artifact": "object", "food": "element",
    "object": "object", "body": "part", "substance": "element", "phenomenon": "element",
}  # fmt: skip
# Weight factor of a WordNet noun, by lexicographer file: names use animals more often than tools.
SALIENCE = {"animal": 1.0, "person": 0.2, "plant": 0.6, "phenomenon": 0.6, "substance": 0.35,
            "food": 0.3, "body": 0.3, "object": 0.3, "artifact": 0.25}  # fmt: skip
ORIGINS = {"greek": 1.0, "latin": 1.0, "sound": 0.6, "japanese": 0.6, "spanish": 0.4, "french": 0.4}
Shares = Mapping[str, tuple[float, int]]
# For each kind, the share of draws that are WordNet nouns, and the number of WordNet nouns to keep.
NARROW = {"being": (0.25, 170), "object": (0.4, 520), "element": (0.15, 170), "part": (0.12, 50)}
# The wide lexicon adds rarer things, and people by occupation, such as a lawyer or a librarian.
WIDE = {"being": (0.45, 900), "object": (0.6, 2000), "element": (0.3, 380), "part": (0.15, 60)}
WIDE_KINDS = KINDS | {"person": "being"}
STEM_SHARE = 0.28
UNFIT_GLOSS = (
    "offensive", "disparaging", "derog", "obscen", "vulgar", "slang", "sexual", "genital", "penis",
    "vagina", "prostitut", "ethnic", "negro", "breast", "intercourse", "contracepti", "drug",
    "narcotic", "anus", "buttock", "excre", "feces", "urin", "disease", "cancer", "homosexual",
    "nazi", "slave", "jew", "muslim", "islam", "semen", "erotic", "orgasm", "menstrua",
    "copulation", "mammary", "inhabitant", "nationality", "baptized", "apostle", "christ",
)  # fmt: skip
UNFIT = frozenset(
    "ass arse cock tit tits boob boner balls dick prick pussy bitch slut whore hooker rape fag "
    "faggot dyke homo queer gay spic chink coon gook kike nigger negro wop dago tard retard crap "
    "shit piss turd poop fart puke cum sperm porn sex nude naked bra thong panty pot weed meth "
    "heroin cocaine opium hash joint crack beer wine vodka rum gin whiskey brandy booze liquor "
    "cigarette tobacco drug pill gun rifle pistol bullet noose cunt bastard damn johns john crab "
    "bush tranny humans human man woman virus bacteria aids hip hips chest thigh groin crotch "
    "tampon condom diaper toilet urinal bedpan snatch beaver hoe bang hump ho skank wiener weenie "
    "toto chicago bologna china ottoman havana bermuda jersey turkey charlotte madeira basset tom "
    "jack jimmy joe bill mickey peter mary rover mini marijuana fell till works remains levis "
    "benjamin manila marc murphy costa corpse womb nipple embryo fetus foetus hooker junkie pimp "
    "terrorist rapist killer murderer addict alcoholic dealer victim prisoner convict refugee "
    "racist idiot moron lover mistress atheist feminist pagan pope rabbi immigrant hostage smoker "
    "necessary agent draw opening sub lunch breakfast dinner supper feed meal stock".split()
)


@dataclass
class Concept:
    """Something that a creature can be, have or do.

    Attributes:
        key: The unique name of the concept.
        kind: The role of the concept in a description: being, element, trait, object, part, act,
            place, size or color.
        roots: Source words for names, with weights.
        words: Words for the concept in a description, with weights.
        does: Predicates for the concept in a sentence ("breathes fire").
        weight: The relative frequency with which the concept is drawn.
    """

    key: str
    kind: str
    roots: dict[str, float]
    words: dict[str, float]
    does: list[str] = field(default_factory=list)
    weight: float = 1.0


@dataclass(frozen=True)
class Lexicon:
    """All concepts, and the English meaning of each foreign stem."""

    concepts: list[Concept]
    meanings: dict[str, str]

    def save(self, path: Path) -> None:
        """Write the lexicon as JSON."""
        write_json(path, asdict(self))

    @classmethod
    def load(cls, path: Path) -> "Lexicon":
        """Read a lexicon that ``save`` wrote."""
        stored = read_json(path)
        return cls([Concept(**one) for one in stored["concepts"]], stored["meanings"])


def build(*, wide: bool = False) -> Lexicon:
    """Return the lexicon: hand-written concepts first, then those from WordNet.

    Args:
        wide: Whether to add rarer nouns, and nouns that are only roots in the narrow lexicon.
    """
    kinds, shares = (WIDE_KINDS, WIDE) if wide else (KINDS, NARROW)
    used = _root_counts()
    stems = _read(STEMS)
    hand = [_hand_concept(row, stems, used) for row in _read(CONCEPTS)]
    taken = {word for one in hand for word in (*one.words, *(() if wide else one.roots))}
    concepts = [*hand, *_aptest(_wordnet_concepts(taken, used, kinds), hand, shares)]
    known = {root for one in concepts for root in one.roots}
    meanings = {row["stem"]: row["meaning"] for row in stems if row["stem"] in known}
    english = {root for row in _read(CONCEPTS) for root in row["roots"].split("/")}
    return Lexicon(concepts, {s: m for s, m in meanings.items() if s not in english})


def fit_word(word: str) -> bool:
    """Return whether ``word`` may be a source word: it has 3 to 10 letters and no unfit sense."""
    if not (word.isascii() and word.isalpha() and word.islower() and 3 <= len(word) <= 10):
        return False
    senses = [sense for pos in "nva" for sense in wordnet().senses.get((word, pos), ())]
    glosses = " ".join(sense.gloss for sense in senses)
    unfit = word in UNFIT or any(part in glosses for part in UNFIT_GLOSS)
    return not unfit and offence(word) is None


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _root_counts() -> Counter[str]:
    """Count each source word in the etymologies of the train families."""
    return Counter(
        word for one in train_etymologies().values() for word in {*one.roots, *one.meanings}
    )


def _liking(word: str, used: Mapping[str, int]) -> float:
    """Return a weight factor that favors words that are short, common, or in etymologies."""
    short = 1.0 if len(word) <= 7 else 0.75 ** (len(word) - 7)
    frequency: float = zipf_frequency(word, "en")
    common = min(1.0, 0.3 + 0.2 * frequency)
    return short * common * (1 + 0.5 * math.log1p(used[word]))


def _hand_concept(
    row: Mapping[str, str], stems: Iterable[Mapping[str, str]], used: Mapping[str, int]
) -> Concept:
    """Return a hand-written concept, including foreign stems that mean the same."""
    english = row["roots"].split("/")
    roots = {word: _liking(word, used) / (1 + 0.08 * rank) for rank, word in enumerate(english)}
    names = {row["concept"], *english[:2]}
    share = {
        stem["stem"]: ORIGINS.get(stem["origin"], 0.2)
        for stem in stems
        if stem["meaning"] in names and stem["stem"] not in roots
    }
    scale = STEM_SHARE * sum(roots.values()) / max(sum(share.values()), 4.0)
    roots.update({stem: weight * scale for stem, weight in share.items()})
    return Concept(
        key=row["concept"],
        kind=row["kind"],
        roots=roots,
        words={word: 1 / (1 + 0.1 * rank) for rank, word in enumerate(row["words"].split("/"))},
        does=[phrase for phrase in row["does"].split("/") if phrase],
        weight=1 + math.log1p(sum(used[word] for word in english)),
    )


def _wordnet_concepts(
    taken: set[str], used: Mapping[str, int], kinds: Mapping[str, str]
) -> list[Concept]:
    """Return a concept for each common concrete noun that isn't in ``taken``."""
    concepts = []
    for (word, pos), senses in sorted(wordnet().senses.items()):
        frequency = zipf_frequency(word, "en")
        if pos != "n" or word in taken or not 2.5 <= frequency <= 4.9 or not fit_word(word):
            continue
        sense = senses[0]
        if sense.file in kinds and word in sense.words and _mostly_noun(word):
            concept = _wordnet_concept(word, kinds[sense.file], sense, used)
            concept.weight = 0.5 * SALIENCE[sense.file] * (frequency - 2) / 2 * (1 + used[word])
            concepts.append(concept)
    return concepts


def _aptest(concepts: list[Concept], hand: list[Concept], shares: Shares) -> list[Concept]:
    """Keep the WordNet concepts nearest to hand-written ones, with weights scaled to ``shares``."""
    vectors = encode({one.key for one in concepts} | {root for one in hand for root in one.roots})
    model = np.stack([vectors[root] for root in sorted({r for one in hand for r in one.roots})])
    near = {
        one.key: float(np.sort(model @ vectors[one.key])[-8:].mean()) * math.sqrt(one.weight)
        for one in concepts
    }
    kept = []
    for kind, (share, count) in shares.items():
        group = sorted(
            (one for one in concepts if one.kind == kind), key=lambda one: -near[one.key]
        )
        group = group[:count]
        total = sum(one.weight for one in hand if one.kind == kind) * share / (1 - share)
        scale = total / sum(one.weight for one in group)
        for one in group:
            one.weight *= scale
        kept += group
    return kept


def _wordnet_concept(word: str, kind: str, sense: Synset, used: Mapping[str, int]) -> Concept:
    """Return a noun's concept. Its roots are synonyms; its words are synonyms and a definition."""
    synonyms = [one for one in sense.words if one != word]
    roots = {word: 1.0}
    roots |= {one: 0.4 * _liking(one, used) for one in synonyms if fit_word(one)}
    words = {word: 1.0} | {one: 0.5 for one in synonyms if zipf_frequency(one, "en") >= 2.5}
    for parent in wordnet().follow(sense, HYPERNYM)[:1]:
        words |= {one: 0.3 for one in parent.words[:2] if zipf_frequency(one, "en") >= 3}
    gloss = definition(sense)
    if gloss:
        words[gloss] = 0.9
    return Concept(word, kind, roots, words)


def definition(sense: Synset) -> str:
    """Return the start of a gloss as a noun phrase without article, or "" if there is none."""
    text = sense.gloss.split("(")[0].split(":")[0].split(",")[0].lower().strip()
    words = text.split()
    if words[:2] == ["any", "of"] or not words or not text.isascii():
        return ""
    while words and words[0] in {"a", "an", "the", "any", "one", "some", "usually", "small,"}:
        words = words[1:]
    unfit = {"genus", "family", "species", "etc", "having", "especially", "native"}
    return " ".join(words) if 3 <= len(words) <= 11 and not unfit & set(words) else ""


@cache
def tag_counts() -> dict[str, Counter[str]]:
    """Count the parts of speech of each lemma in WordNet's concordance."""
    parts = {"1": "n", "2": "v", "3": "a", "5": "a", "4": "r"}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for line in (WORDNET / "cntlist.rev").read_text(encoding="ascii").splitlines():
        key, _, count = line.split()
        lemma, _, rest = key.partition("%")
        counts[lemma][parts[rest[0]]] += int(count)
    return counts


def _mostly_noun(word: str) -> bool:
    """Return whether at least half of the tags of ``word`` are noun tags."""
    counts = tag_counts()[word]
    return counts["n"] >= sum(counts.values()) - counts["n"]
