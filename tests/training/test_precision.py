"""Test the precision that ``auto`` stands for, and what happens with two GPUs.

This machine needn't have any.
"""

import logging
from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("torch", reason="needs the train extra")

import torch

from pokename.config import TrainSection
from pokename.training.trainer import training_arguments, uses_bf16

V100, T4, A100, H100 = (7, 0), (7, 5), (8, 0), (9, 0)


@pytest.mark.skipif(torch.version.hip is not None, reason="GPUs of AMD have no such versions")
@pytest.mark.parametrize(
    ("capability", "wanted"), [(V100, False), (T4, False), (A100, True), (H100, True)]
)
def test_auto_is_bf16_only_if_the_gpu_computes_it_itself(
    monkeypatch: pytest.MonkeyPatch, capability: tuple[int, int], wanted: bool
) -> None:
    """Torch itself decides; only its driver calls are replaced. Every such GPU can emulate bf16."""
    gpu = SimpleNamespace(major=capability[0], minor=capability[1])
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "current_device", lambda: 0)
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda *_: gpu)
    monkeypatch.setattr(torch.cuda, "_check_bf16_tensor_supported", lambda *_: True)
    assert uses_bf16("auto", "cuda") is wanted
    assert uses_bf16("bf16", "cuda")
    assert not uses_bf16("fp32", "cuda")
    assert not uses_bf16("auto", "cpu")


def test_a_process_uses_one_of_two_gpus_and_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    """The Trainer would split batches between both, which doesn't work with flat labels."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "set_device", lambda _: None)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda *_, **__: True)
    with caplog.at_level(logging.WARNING):
        arguments = training_arguments(TrainSection(device="cuda"), tmp_path, 7)
    assert arguments.n_gpu == 1
    assert arguments.train_batch_size == TrainSection().batch_size
    assert "One of 2 GPUs is used." in caplog.text
    assert "torchrun --nproc-per-node 2" in caplog.text
