"""Test the precision that ``auto`` stands for, on GPUs that this machine needn't have."""

from types import SimpleNamespace

import pytest

pytest.importorskip("torch", reason="needs the train extra")

import torch

from pokename.model.trainer import uses_bf16

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
