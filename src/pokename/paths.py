"""Every folder and file name of a project and of a run, once."""

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from pokename.config import PathsSection

ASSETS = Path(__file__).parent / "assets"
BUNDLED_MODEL = ASSETS / "model"
BUNDLED_BASE = ASSETS / "base"
BUNDLED_FACTS = ASSETS / "facts.csv"
BUNDLED_ETYMOLOGY = ASSETS / "etymology.csv"
WORDS = ASSETS / "words.txt"
SYNONYMS = ASSETS / "synonyms.txt"
JUDGE_PAGE = ASSETS / "judge.html"
DRIFT_PAGE = ASSETS / "drift.html"
STEMS = ASSETS / "stems.csv"
SOURCE_WORDS = ASSETS / "source_words.txt.gz"
WORD_PARTS = ASSETS / "word_parts.txt.gz"
HELD_OUT_DESIGNS = ASSETS / "held_out_designs.tsv"
RANKER = ASSETS / "ranker.json"
DESIGNED_LETTERS = ASSETS / "designed_letters.json"
OFFENSIVE = ASSETS / "offensive.txt.gz"
GLOSSARY = ASSETS / "glossary.csv"
OFFICIAL_NAMES = ASSETS / "official_names.csv"


def user_favourites() -> Path:
    """The names that a user kept, in the platform's folder for a user's data."""
    import platformdirs

    return Path(platformdirs.user_data_dir("pokename", appauthor=False)) / "favourites.json"


class Layout(Struct, frozen=True):
    """The files of a project, below the folders that the config's ``paths`` section names."""

    data: Path
    models: Path
    reports: Path
    cache: Path | None = None

    @classmethod
    def of(cls, section: "PathsSection") -> "Layout":
        """Return the layout that the ``paths`` section describes."""
        return cls(section.data, section.models, section.reports, section.cache)

    @property
    def raw_descriptions(self) -> Path:
        """Flavor texts as served, a row each."""
        return self.data / "raw" / "raw_descriptions.csv"

    @property
    def species(self) -> Path:
        """The facts, a row a species."""
        return self.data / "raw" / "species.csv"

    @property
    def raw_manifest(self) -> Path:
        """What was fetched, from where and when."""
        return self.data / "raw" / "manifest.json"

    @property
    def audit(self) -> Path:
        """What each cleaning rule touched."""
        return self.data / "interim" / "audit.csv"

    def split(self, split: str) -> Path:
        """The rows of ``train``, ``val`` or ``test``."""
        return self.data / "processed" / f"{split}.csv"

    @property
    def processed_manifest(self) -> Path:
        """Counts and hashes of the splits."""
        return self.data / "processed" / "manifest.json"

    @property
    def api_cache(self) -> Path:
        """Validated API answers, kept between fetches; the platform's cache folder by default."""
        if self.cache is not None:
            return self.cache
        import platformdirs

        return Path(platformdirs.user_cache_dir("pokename", appauthor=False)) / "pokeapi"

    def run(self, name: str) -> "RunFiles":
        """The files of one training run."""
        return RunFiles(self.models / name)

    @property
    def metrics(self) -> Path:
        """The figures of the last evaluation."""
        return self.reports / "metrics.json"

    @property
    def evaluation(self) -> Path:
        """The report of the last evaluation."""
        return self.reports / "evaluation.md"

    @property
    def judge_page(self) -> Path:
        """The questions of a judges' kit as a page that stands alone."""
        return self.reports / "judges" / "kit.html"

    @property
    def judge_sheet(self) -> Path:
        """The same questions as a table to fill in."""
        return self.reports / "judges" / "kit.csv"

    @property
    def judge_key(self) -> Path:
        """Which answers count as a win; not for the judges."""
        return self.reports / "judges" / "key.json"

    @property
    def judge_scores(self) -> Path:
        """What the judges' answers come to."""
        return self.reports / "judges" / "scores.json"

    def figure(self, name: str) -> Path:
        """A picture by its name, without the ending."""
        return self.reports / "figures" / f"{name}.png"


class RunFiles(Struct, frozen=True):
    """The files of one trained model, in ``models/<run>/`` or in the package."""

    folder: Path

    @property
    def engine(self) -> Path:
        """The weights in the inference engine's form."""
        return self.folder / "engine"

    @property
    def tokenizer(self) -> Path:
        """The tokenizer, in the form of the ``tokenizers`` library."""
        return self.folder / "tokenizer.json"

    @property
    def card(self) -> Path:
        """What a generator must know of the model: format, end token, names it was trained on."""
        return self.folder / "pokename.json"

    @property
    def letters(self) -> Path:
        """Counts of the letter n-gram of the names that the model was trained on."""
        return self.folder / "letters.json"

    @property
    def config(self) -> Path:
        """The resolved config of the run."""
        return self.folder / "config.yaml"

    @property
    def history(self) -> Path:
        """Losses and speed by step."""
        return self.folder / "training.csv"

    @property
    def manifest(self) -> Path:
        """Data, code, seed, device and versions behind the run."""
        return self.folder / "manifest.json"

    @property
    def started(self) -> Path:
        """Settings and data that the checkpoints of an unfinished run are made from."""
        return self.folder / "started.json"

    @property
    def checkpoints(self) -> Path:
        """Where training can go on from."""
        return self.folder / "checkpoints"
