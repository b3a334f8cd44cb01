"""Train the book's network in several processes at once, with PyTorch.

Start it by ``torchrun --nproc-per-node=2 scripts/distributed.py``: on as many graphics cards, or on
the processor where there are none. Digits and first weights are `cnnbook`'s, and the trained
weights come back to it. A batch is shared out among the processes, so that two of them take the
same steps as one, but for the rounding.
"""

import argparse
import json
import os
from pathlib import Path

import numpy as np
import torch
from torch import distributed, nn
from torch.nn.parallel import DistributedDataParallel

from cnnbook import digits, layers, training

BATCH = 64  # of all processes together


def network(kit, **options):
    """Build the same layers from `cnnbook.layers` and from `torch.nn`."""
    return kit.Sequential(
        *(kit.Conv2d(1, 8, 3, padding=1, **options), kit.ReLU(), kit.MaxPool2d(2)),
        *(kit.Conv2d(8, 16, 3, padding=1, **options), kit.ReLU(), kit.MaxPool2d(2)),
        *(kit.Flatten(), kit.Linear(784, 10, **options)),
    )


def train(net, images, labels, epochs, device):
    """Take each process's share of every batch; return the loss of each step, over all shares."""
    rank, processes = distributed.get_rank(), distributed.get_world_size()
    together = DistributedDataParallel(net)  # averages the slopes of all processes
    optimizer = torch.optim.Adam(net.parameters(), lr=0.003)
    losses, rng = [], np.random.default_rng(0)  # all processes draw the same order
    for _ in range(epochs):
        order = rng.permutation(len(labels))
        for first in range(0, len(labels) - BATCH + 1, BATCH):
            share = order[first : first + BATCH][rank::processes]
            x, y = torch.from_numpy(images[share]).to(device), labels[share].to(device)
            loss = nn.functional.cross_entropy(together(x[:, None]), y)
            optimizer.zero_grad()  # PyTorch would add to the last slopes
            loss.backward()
            optimizer.step()
            mean = loss.detach() / processes
            distributed.all_reduce(mean)
            losses.append(mean.item())
    return losses


def main():
    """Train, bring the weights back to `cnnbook`, and print how many digits it reads."""
    options = arguments()
    distributed.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
    if BATCH % distributed.get_world_size():
        raise SystemExit(f"the number of processes must divide the batch of {BATCH}")
    device = f"cuda:{os.environ['LOCAL_RANK']}" if torch.cuda.is_available() else "cpu"
    (images, labels), test = training.split(*digits.load(), held_out=0.2, seed=0)
    ours, net = network(layers, rng=np.random.default_rng(0)), network(nn).to(device)
    net.load_state_dict({k: torch.from_numpy(v) for k, v in ours.state_dict().items()})
    losses = train(net, images, torch.from_numpy(labels), options.epochs, device)
    ours.load_state_dict(net.cpu().state_dict())
    if distributed.get_rank() == 0:
        right = training.evaluate(ours, *test)[1]
        print(
            f"{distributed.get_world_size()} process(es): {right:.1%} of {len(test[1])} new digits"
        )
        if options.losses:
            options.losses.write_text(json.dumps(losses), encoding="utf-8")
    distributed.destroy_process_group()


def arguments():
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--losses", type=Path, help="a file for the loss of each step")
    return parser.parse_args()


if __name__ == "__main__":
    main()
