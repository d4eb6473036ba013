"""Build the bundled model from installed packages and the facts in the repository.

    python -m recipes.bundled_model.build
    python -m recipes.bundled_model.build --share 0.01     # a rehearsal, which takes minutes

Each step runs once. Its output stays in recipes/work (in recipes/work/rehearsal for a rehearsal)
until an input file, its config or its code in recipes changes. After a change of pokename itself,
delete steps.json in that folder. An interrupted training resumes from its last checkpoint. A
rehearsal checks that every step works; it installs nothing.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from pokename.config import load_config
from pokename.corpus.splits import read_examples
from pokename.paths import BUNDLED_ETYMOLOGY, BUNDLED_FACTS, SOURCE_WORDS, STEMS
from recipes.bundled_model import lexicon
from recipes.bundled_model.corpus import write_pretraining
from recipes.bundled_model.files import CONCEPTS, WORK, Work, config, settings_of
from recipes.bundled_model.finetuning import write_finetuning
from recipes.bundled_model.initial_model import write_initial_model
from recipes.bundled_model.installing import install
from recipes.bundled_model.steps import Step, code_of, run
from recipes.bundled_model.tokenizer import train_tokenizer
from recipes.taste.data_files import ASSOCIATIONS, DESIGNS, THEMED

SEED = 7
# The pretrainings: corpus, number of rows, share of wordy rows (in the style of an encyclopedia),
# and run. The last two pretrainings use a lexicon with three times as many concepts, so that the
# model learns to plan with any word.
PRETRAININGS = (
    ("pretrain", 450_000, 0.0, "pretrained"),
    ("continue", 420_000, 0.35, "continued"),
    ("widen", 240_000, 0.35, "widened"),
    ("deepen", 330_000, 0.5, "deepened"),
)
WIDE = ("widen", "deepen")
FACTS = (BUNDLED_FACTS, BUNDLED_ETYMOLOGY)
TASTE = (ASSOCIATIONS, DESIGNS, THEMED, SOURCE_WORDS)


def main() -> None:
    """Run all steps, or those up to ``--until``."""
    parser = argparse.ArgumentParser(description="Make the bundled model.")
    parser.add_argument("--until", help="the last step to run")
    parser.add_argument(
        "--share", type=float, default=1.0, help="share of the rows; below 1: rehearsal"
    )
    given = parser.parse_args()
    work = Work(WORK / "rehearsal") if given.share < 1 else Work()
    steps = Recipe(work, given.share).steps()
    if given.share < 1:
        steps = steps[:-1]
    names = [step.name for step in steps]
    if given.until and given.until not in names:
        parser.error(f"--until takes one of {', '.join(names)}")
    last = names.index(given.until or names[-1])
    run(steps[: last + 1], work.folder / "steps.json")


class Recipe:
    """The steps of the build.

    Args:
        work: The folder for all output.
        share: The share of the rows of every pretraining, from 0 to 1.
    """

    def __init__(self, work: Work, share: float) -> None:
        self._work = work
        self._share = share

    def steps(self) -> list[Step]:
        """Return the steps in order; the last one is the installation."""
        work = self._work
        first = work.layout("pretrain").split("train")
        initial = work.initial / "model.safetensors"
        steps = [
            self._lexicon("lexicon", work.lexicon, wide=False),
            self._lexicon("wide-lexicon", work.wide_lexicon, wide=True),
            *(self._corpus(number) for number in range(len(PRETRAININGS))),
            Step(
                "initial",
                initial,
                self._write_initial,
                [first, *FACTS, *code_of(write_initial_model.__module__)],
                SEED,
                work.initial,
            ),
        ]
        base = work.initial
        for corpus, _, _, name in PRETRAININGS:
            steps.append(self._training(corpus, base, name))
            base = work.run(name).folder
        fetched, mixed = work.layout("pokedex"), work.layout("finetune")
        read = [fetched.split("train"), fetched.split("val"), *FACTS, *TASTE]
        read += code_of(write_finetuning.__module__)
        loaded = load_config().config
        settings = [loaded.seed, loaded.fetch.plain(), loaded.preprocess.plain()]
        return [
            *steps,
            Step("pokedex", fetched.processed_manifest, self._fetch, (), settings, fetched.data),
            Step("mix", mixed.split("val"), self._write_mix, read, SEED),
            self._training("finetune", base, "finetuned"),
            Step("install", work.folder / "never", self._install),
        ]

    def _lexicon(self, name: str, path: Path, *, wide: bool) -> Step:
        read = [CONCEPTS, STEMS, BUNDLED_ETYMOLOGY, *code_of(lexicon.__name__)]
        return Step(name, path, lambda: lexicon.build(wide=wide).save(path), read)

    def _corpus(self, number: int) -> Step:
        corpus, rows, wordy, _ = PRETRAININGS[number]
        words = self._work.wide_lexicon if corpus in WIDE else self._work.lexicon
        layout, count = self._work.layout(corpus), self._scaled(rows)

        def write() -> None:
            write_pretraining(lexicon.Lexicon.load(words), layout, count, SEED + number, wordy)

        read = [words, *FACTS, *code_of(write_pretraining.__module__)]
        settings = [count, SEED + number, wordy]
        return Step(f"{corpus}-corpus", layout.split("train"), write, read, settings)

    def _write_initial(self) -> None:
        rows = read_examples(self._work.layout("pretrain").split("train"))
        write_initial_model(train_tokenizer(rows), self._work.initial, SEED)

    def _training(self, corpus: str, base: Path, name: str) -> Step:
        run_files, layout = self._work.run(name), self._work.layout(corpus)
        settings = {
            "paths.data": layout.data,
            "paths.models": layout.models,
            "paths.reports": layout.reports,
            "train.run": name,
            "train.model.name": base,
        }

        def train() -> None:
            resume = ["--resume"] if any(run_files.checkpoints.glob("checkpoint-*")) else []
            _pokename("train", "--config", str(config(corpus)), *_set(settings), *resume)

        read = [layout.split("train"), layout.split("val"), base / "model.safetensors"]
        loaded = settings_of(corpus)
        return Step(corpus, run_files.manifest, train, read, loaded, run_files.folder)

    def _fetch(self) -> None:
        data = _set({"paths.data": self._work.layout("pokedex").data})
        _pokename("fetch", *data)
        _pokename("preprocess", *data)

    def _write_mix(self) -> None:
        layout = self._work.layout
        write_finetuning(layout("pokedex"), layout("finetune"), SEED)

    def _install(self) -> None:
        pretrained = [self._work.run(name) for *_, name in PRETRAININGS]
        install(pretrained, self._work.run("finetuned"))

    def _scaled(self, number: int) -> int:
        return max(1, round(number * self._share))


def _set(settings: dict[str, object]) -> list[str]:
    return [part for key, value in settings.items() for part in ("--set", f"{key}={value}")]


def _pokename(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "pokename", *arguments], check=True)


if __name__ == "__main__":
    main()
