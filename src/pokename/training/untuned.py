"""The base before training, as a model that can be measured beside the runs that start from it."""

from pathlib import Path
from typing import TYPE_CHECKING

from transformers import AutoTokenizer

from pokename.corpus.preprocessing import names_in
from pokename.corpus.splits import read_examples
from pokename.files import make_folder, write_json
from pokename.naming.letter_model import LetterModel
from pokename.paths import Layout, RunFiles
from pokename.training.bases import check_fit, load_base
from pokename.training.batching import examples, format_for
from pokename.training.engine_conversion import check_convertible, convert_to_engine
from pokename.training.run_files import facts_of, file_hashes
from pokename.training.trainer import learned_prompt

if TYPE_CHECKING:
    from pokename.config import TrainSection


def save_untuned(section: "TrainSection", layout: Layout, folder: Path) -> str:
    """Write the base of a config as a model, with the weights that a training would start from.

    All else is as in a run: it reads as much of a description, plans or not, and its names are
    scored by the letters of the train names. So only the weights differ from those of a run.

    Args:
        section: The config's ``train`` section.
        layout: The folders of the splits.
        folder: The folder to write.

    Returns:
        The name of the base that was loaded, which may be a fallback.

    Raises:
        DataError: The train split is missing.
        ModelError: The base can't be loaded, or the engine can't run it.
    """
    rows, files = read_examples(layout.split("train")), RunFiles(folder)
    base = load_base(section.model)
    check_fit(base, section.max_tokens)
    check_convertible(base)
    make_folder(folder)
    AutoTokenizer.from_pretrained(base.folder).save_pretrained(folder)
    convert_to_engine(base.folder, files.engine)
    LetterModel.fit(names_in(rows)).save(files.letters)
    prompts = examples(rows, format_for(base, section.max_tokens), section, "untuned")
    facts = facts_of(base, section, rows, learned_prompt(prompts), learned=())
    write_json(files.facts, facts)
    write_json(files.manifest, {"files": file_hashes(files)})
    return base.name
