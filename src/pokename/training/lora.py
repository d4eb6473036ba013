"""LoRA: small matrices beside the layers of a base are trained, and merged into its weights."""

import warnings
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pokename.errors import ConfigError, MissingExtraError
from pokename.training.bases import Base
from pokename.training.checkpoints import writing

if TYPE_CHECKING:
    from pokename.config.schema import LoraSection

ALL_LAYERS = "all-linear"  # peft's name for all layers except the output layer


def require_lora(section: "LoraSection") -> None:
    """Raise an error if the config asks for LoRA and its library, peft, is missing.

    Raises:
        MissingExtraError: peft isn't installed.
    """
    if section.rank is not None and find_spec("peft") is None:
        raise MissingExtraError("lora", "train.lora.rank")


def with_lora(base: Base, section: "LoraSection") -> Base:
    """Return a base with frozen weights and with trainable matrices of the configured rank.

    Without a rank, the base is returned unchanged.

    Raises:
        ConfigError: The base has no layers with the configured names.
    """
    if section.rank is None:
        return base
    from peft import LoraConfig, get_peft_model

    config = LoraConfig(
        r=section.rank,
        lora_alpha=section.alpha,  # type: ignore[arg-type] # typed as int, used as a factor
        target_modules=list(section.targets) or ALL_LAYERS,
        fan_in_fan_out=base.model.config.model_type == "gpt2",  # GPT-2 transposes its layers
        task_type="CAUSAL_LM",
    )
    try:
        with warnings.catch_warnings(action="ignore", category=FutureWarning):  # from peft's code
            adapted: Any = get_peft_model(base.model, config)
    except ValueError as error:
        raise ConfigError(
            f"train.lora.targets has names that aren't layers of '{base.name}': "
            f"{', '.join(section.targets)}.",
            f"Choose from {', '.join(_layers(base.model))}.",
        ) from error
    return replace(base, model=adapted)


def save_adapter(base: Base, folder: Path) -> None:
    """Write the LoRA matrices in peft's format; write nothing if the base has none.

    Raises:
        DataError: The folder can't be written.
    """
    if not hasattr(base.model, "merge_and_unload"):
        return
    adapted: Any = base.model
    adapted.active_peft_config.base_model_name_or_path = base.name  # not a path of the hub's cache
    with writing(folder):
        # The embeddings aren't trained; peft would ask the hub whether they are the base's.
        adapted.save_pretrained(folder, save_embedding_layers=False)
        (folder / "README.md").unlink()  # peft's template of a card


def merged(base: Base) -> Base:
    """Return a base with its LoRA matrices merged into its weights, as the engine requires."""
    if not hasattr(base.model, "merge_and_unload"):
        return base
    adapted: Any = base.model
    return replace(base, model=adapted.merge_and_unload())


def _layers(model: Any) -> list[str]:  # a transformers model
    """Return the names of the layers with a weight matrix, without their paths in the model."""
    from torch.nn import Linear
    from transformers.pytorch_utils import Conv1D

    output = model.get_output_embeddings()
    return sorted(
        {
            name.rpartition(".")[2]
            for name, layer in model.named_modules()
            if isinstance(layer, Linear | Conv1D) and layer is not output
        }
    )
