"""The program for several processes: as many give the losses of one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from cases import need_torch

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "distributed.py"


def losses(processes, folder):
    """Run the program by torchrun; return the loss of each step, and what it printed."""
    file = folder / f"{processes}.json"
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone"]
    command += [f"--nproc-per-node={processes}", str(SCRIPT), "--epochs=2", f"--losses={file}"]
    keep = {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    done = subprocess.run(
        command, env=os.environ | keep, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return np.array(json.loads(file.read_text("utf-8"))), done.stdout


def test_two_processes_take_the_steps_of_one(tmp_path):
    torch = need_torch()
    if not torch.distributed.is_available() or not torch.distributed.is_gloo_available():
        pytest.skip("this PyTorch has no gloo: one from `pip install torch` does")
    alone, text = losses(1, tmp_path)
    shared, _ = losses(2, tmp_path)
    assert alone.shape == (2 * (1438 // 64),)
    assert abs(alone[0] - np.log(10)) < 0.2  # it begins by guessing
    assert alone[-5:].mean() < 0.8  # and learns
    np.testing.assert_allclose(shared, alone, atol=1e-4, rtol=0)
    assert text.startswith("1 process(es): ")
