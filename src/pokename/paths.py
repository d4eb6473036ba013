"""Every folder and file name of a project and of a run, once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from pokename.errors import DataError

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
THEMED_NAMES = ASSETS / "themed_names.txt.gz"
OFFENSIVE = ASSETS / "offensive.txt.gz"
GLOSSARY = ASSETS / "glossary.csv"
OFFICIAL_NAMES = ASSETS / "official_names.csv"
REPORT_PAGE = ASSETS / "report.html"


def user_favourites() -> Path:
    """The names that a user kept, in the platform's folder for a user's data.

    Raises:
        DataError: The user has no home folder.
    """
    import platformdirs

    with _needing_a_home("give --favourites"):
        return Path(platformdirs.user_data_dir("pokename", appauthor=False)) / "favourites.json"


def expanded(path: Path) -> Path:
    """Return a path with ``~`` as the user's home folder.

    Raises:
        DataError: They have none.
    """
    with _needing_a_home("write the path out"):
        return path.expanduser()


@contextmanager
def _needing_a_home(otherwise: str) -> Iterator[None]:
    try:
        yield
    except RuntimeError:  # what pathlib and platformdirs raise
        raise DataError(
            "You have no home folder: neither HOME nor the system's list of users names one.",
            f"Set HOME, or {otherwise}.",
        ) from None


class Layout(Struct, frozen=True):
    """The files of a project, below the folders that the config's ``paths`` section names."""

    data: Path
    models: Path
    reports: Path
    cache: Path | None = None

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
        """Validated API answers, kept between fetches; the platform's cache folder by default.

        Raises:
            DataError: That is in the user's home folder, and they have none.
        """
        if self.cache is not None:
            return self.cache
        import platformdirs

        with _needing_a_home("say where with --set paths.cache=FOLDER"):
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
        """The tables of the last evaluation, for people."""
        return self.reports / "evaluation.md"

    def evaluated(self, model: str, split: str) -> "EvaluationFiles":
        """What is kept of the last evaluation of a model, by its label, on a split."""
        return EvaluationFiles(self.reports / "evaluations" / f"{model}_{split}")

    def report(self, run: str, other: str | None = None) -> Path:
        """The page that shows a run, or compares two."""
        return self.reports / (f"{run}_{other}.html" if other else f"{run}.html")

    @property
    def summary(self) -> Path:
        """The few figures that experiments are compared by, of ``metrics``."""
        return self.reports / "summary.json"

    def series(self, name: str) -> Path:
        """The points of a plot by its name, as CSV."""
        return self.reports / "plots" / f"{name}.csv"

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


class EvaluationFiles(Struct, frozen=True):
    """What is kept of an evaluation, in ``reports/evaluations/<model>_<split>/``."""

    folder: Path

    @property
    def metrics(self) -> Path:
        """The figures, as in ``reports/metrics.json``."""
        return self.folder / "metrics.json"

    @property
    def names(self) -> Path:
        """The names that were measured, a row each."""
        return self.folder / "names.csv"


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
    def profile(self) -> Path:
        """The trace of some steps, by ``--profile``, named as TensorBoard wants it."""
        return self.folder / "profile" / "training.pt.trace.json"

    @property
    def checkpoints(self) -> Path:
        """Where training can go on from."""
        return self.folder / "checkpoints"
