"""Write docs/gallery.md: the first ten names of twenty fixed prompts, unselected.

python -m recipes.gallery
"""

from pathlib import Path

from pokename import NameGenerator
from pokename.bulk.name_table import explained
from pokename.config.schema import EvaluateSection
from pokename.files import write_text
from pokename.naming.name import Name

GALLERY = Path(__file__).parents[1] / "docs" / "gallery.md"
SEED = 7
PROMPTS = (
    *EvaluateSection().prompts,
    "a sleepy bear covered in moss",
    "crystal spider that weaves light",
    "a knight made of thorns",
    "thunder wolf",
    "poisonous mushroom that dances",
    "a tiny dragon that lives in a teapot",
    "psychic jellyfish from outer space",
    "an old tortoise with a volcano on its back",
    "fairy moth of the moon",
    "ice fox with nine tails",
    "a grumpy cactus with boxing gloves",
    "a shadow cat that steals dreams",
    "robot beetle that eats batteries",
    "It sleeps in the desert sand by day. At night it rises on wings of dust and hunts by sound.",
)


def main() -> None:
    """Write the page."""
    generator = NameGenerator.load()
    answers = [generator.generate(prompt, 10, seed=SEED) for prompt in PROMPTS]
    sections = [_section(*pair) for pair in zip(PROMPTS, answers, strict=True)]
    head = (
        "# Gallery\n\nThe first ten names that the embedded model gives for twenty fixed prompts, "
        f"seed {SEED}, in order and unselected. `python -m recipes.gallery` writes this page.\n"
    )
    write_text(GALLERY, "\n".join([head, *sections]))


def _section(prompt: str, names: list[Name]) -> str:
    listed = [f"{name.rank}. **{name.name}**: {explained(name)}" for name in names]
    return f"## {prompt}\n\n" + "\n".join(listed) + "\n"


if __name__ == "__main__":
    main()
