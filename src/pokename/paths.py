"""Define the paths of the package's assets, of a project's files and of a run's files."""

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
IRREGULAR_FORMS = ASSETS / "irregular_forms.txt"
SYNONYMS = ASSETS / "synonyms.txt"
JUDGE_PAGE = ASSETS / "judge.html"
DRIFT_PAGE = ASSETS / "drift.html"
STEMS = ASSETS / "stems.csv"
SOURCE_WORDS = ASSETS / "source_words.txt"
WORD_PARTS = ASSETS / "word_parts.txt"
WORD_VECTORS = ASSETS / "word_vectors.bin"
HELD_OUT_DESIGNS = ASSETS / "held_out_designs.tsv"
RANKER = ASSETS / "ranker.json"
COMPOUNDS = ASSETS / "compounds.txt"
BEINGS = ASSETS / "beings.txt"
DESIGNED_LETTERS = ASSETS / "designed_letters.json"
THEMED_NAMES = ASSETS / "themed_names.zip"
THEMED_LETTERS = ASSETS / "themed_letters.txt"
THEMES_OF_WORDS = ASSETS / "themes_of_words.txt"
SENSES = ASSETS / "senses.txt"
OFFENSIVE = ASSETS / "offensive.txt.gz"
GLOSSARY = ASSETS / "glossary.csv"
OFFICIAL_NAMES = ASSETS / "official_names.csv"
REPORT_PAGE = ASSETS / "report.html"


def user_favourites() -> Path:
    """Return the path of the user's favourites, in the platform's folder for user data.

    Raises:
        DataError: The user has no home folder.
    """
    import platformdirs

    with _needing_a_home("give --favourites"):
        return Path(platformdirs.user_data_dir("pokename", appauthor=False)) / "favourites.json"


def expanded(path: Path) -> Path:
    """Expand ``~`` in a path to the user's home folder.

    Raises:
        DataError: The user has no home folder.
    """
    with _needing_a_home("use a full path"):
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
    """The files of a project, below the folders in the config's ``paths`` section."""

    data: Path
    models: Path
    reports: Path
    cache: Path | None = None

    @property
    def raw_descriptions(self) -> Path:
        """The raw flavor texts from the API, one text per row."""
        return self.data / "raw" / "raw_descriptions.csv"

    @property
    def species(self) -> Path:
        """The facts of the species, one species per row."""
        return self.data / "raw" / "species.csv"

    @property
    def raw_manifest(self) -> Path:
        """The manifest of the fetch: files, source and time."""
        return self.data / "raw" / "manifest.json"

    @property
    def audit(self) -> Path:
        """The numbers of texts and species that each cleaning rule changed."""
        return self.data / "interim" / "audit.csv"

    def split(self, split: str) -> Path:
        """Return the path of a split's examples; ``split`` is train, val or test."""
        return self.data / "processed" / f"{split}.csv"

    @property
    def processed_manifest(self) -> Path:
        """The manifest of the splits, with their counts and hashes."""
        return self.data / "processed" / "manifest.json"

    @property
    def api_cache(self) -> Path:
        """The cache of validated API answers; by default in the platform's cache folder.

        Raises:
            DataError: The default needs a home folder, and the user has none.
        """
        if self.cache is not None:
            return self.cache
        import platformdirs

        with _needing_a_home("set it with --set paths.cache=FOLDER"):
            return Path(platformdirs.user_cache_dir("pokename", appauthor=False)) / "pokeapi"

    def run(self, name: str) -> "RunFiles":
        """Return the files of one training run."""
        return RunFiles(self.models / name)

    @property
    def metrics(self) -> Path:
        """The metrics of the last evaluation."""
        return self.reports / "metrics.json"

    @property
    def evaluation(self) -> Path:
        """The readable tables of the last evaluation."""
        return self.reports / "evaluation.md"

    @property
    def evaluations(self) -> Path:
        """The folder of the last evaluation of each model and split."""
        return self.reports / "evaluations"

    def evaluated(self, model: str, split: str) -> "EvaluationFiles":
        """Return the files of the last evaluation of a model (by its label) on a split."""
        return EvaluationFiles(self.evaluations / f"{model}_{split}")

    def report(self, run: str, other: str | None = None) -> Path:
        """Return the path of the page that shows a run, or compares two runs."""
        return self.reports / (f"{run}_{other}.html" if other else f"{run}.html")

    @property
    def summary(self) -> Path:
        """The few metrics for comparing experiments; a subset of ``metrics``."""
        return self.reports / "summary.json"

    def series(self, name: str) -> Path:
        """Return the path of a plot's data points, as CSV."""
        return self.reports / "plots" / f"{name}.csv"

    @property
    def judge_page(self) -> Path:
        """The questions of the judges' kit, as a self-contained page."""
        return self.reports / "judges" / "kit.html"

    @property
    def judge_sheet(self) -> Path:
        """The questions of the judges' kit, as a table to fill in."""
        return self.reports / "judges" / "kit.csv"

    @property
    def judge_key(self) -> Path:
        """The key that says which answers are wins; hidden from the judges."""
        return self.reports / "judges" / "key.json"

    @property
    def judge_scores(self) -> Path:
        """The scores computed from the judges' answers."""
        return self.reports / "judges" / "scores.json"

    def figure(self, name: str) -> Path:
        """Return the path of a figure; ``name`` has no suffix."""
        return self.reports / "figures" / f"{name}.png"


class EvaluationFiles(Struct, frozen=True):
    """The files of one evaluation, in ``reports/evaluations/<model>_<split>/``."""

    folder: Path

    @property
    def metrics(self) -> Path:
        """The metrics, in the same format as ``reports/metrics.json``."""
        return self.folder / "metrics.json"

    @property
    def names(self) -> Path:
        """The evaluated names, one name per row."""
        return self.folder / "names.csv"

    @property
    def cases(self) -> Path:
        """The values of the main figures in each case, one value per row."""
        return self.folder / "cases.csv"


class RunFiles(Struct, frozen=True):
    """The files of one trained model, in ``models/<run>/`` or in the package."""

    folder: Path

    @property
    def engine(self) -> Path:
        """The weights, in the format of the inference engine."""
        return self.folder / "engine"

    @property
    def tokenizer(self) -> Path:
        """The tokenizer, in the format of the ``tokenizers`` library."""
        return self.folder / "tokenizer.json"

    @property
    def facts(self) -> Path:
        """What a generator reads: format version, base, species trained on, source words."""
        return self.folder / "pokename.json"

    @property
    def letters(self) -> Path:
        """The letter n-gram counts of the model's training names."""
        return self.folder / "letters.json"

    @property
    def config(self) -> Path:
        """The resolved config of the run."""
        return self.folder / "config.yaml"

    @property
    def history(self) -> Path:
        """The losses, the learning rate and the gradient norm, by step."""
        return self.folder / "training.csv"

    @property
    def manifest(self) -> Path:
        """The manifest of the run: data, code, seed, device and versions."""
        return self.folder / "manifest.json"

    @property
    def started(self) -> Path:
        """The settings, data and base of an unfinished run; a resumed run uses the same."""
        return self.folder / "started.json"

    @property
    def profile(self) -> Path:
        """The trace of some steps, recorded by ``--profile``; TensorBoard requires this suffix."""
        return self.folder / "profile" / "training.pt.trace.json"

    @property
    def adapter(self) -> Path:
        """The folder of the LoRA matrices, which are also merged into the weights."""
        return self.folder / "adapter"

    @property
    def checkpoints(self) -> Path:
        """The folder of the checkpoints that ``--resume`` continues from."""
        return self.folder / "checkpoints"
