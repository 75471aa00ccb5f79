# SPDX-License-Identifier: Apache-2.0
"""weights.safetensors: the numbers of model.pt, laid open for a runtime that is not PyTorch's.
The format: https://huggingface.co/docs/safetensors (little-endian length, JSON header, tensors end to end)."""
import hashlib
import json
import os
import struct
import sys

import torch
import yaml


def write(folder):
    """Reads model.pt and manifest.yaml of a model of net.VisemeNet and writes the file beside them."""
    with open(os.path.join(folder, "manifest.yaml"), encoding="utf-8") as f:
        manifest = yaml.safe_load(f)
    layers = manifest["about"]["recipe"]["shape"]["layers"]
    script = os.path.join(folder, "model.pt")
    tensors = dict(zip(_names(len(layers)), _constants(script), strict=True))
    data = b"".join(t.numpy().astype("<f4").tobytes() for t in tensors.values())
    layers = json.dumps(layers)
    header = {"__metadata__": {"layers": layers, "model_sha256": _sha256_of(script),
                               "sha256": hashlib.sha256(layers.encode() + data).hexdigest()}}
    at = 0
    for name, tensor in tensors.items():
        end = at + 4 * tensor.numel()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [at, end]}
        at = end
    text = json.dumps(header).encode()
    with open(os.path.join(folder, "weights.safetensors"), "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + data)


def _names(blocks):
    layers = ["first", *(f"blocks.{i}" for i in range(blocks)), "hidden", "last"]
    return [f"{layer}.{part}" for layer in layers for part in ("weight", "bias")]


def _constants(script):
    """Weight and bias of each convolution, in the order in which the frozen graph runs them."""
    for node in torch.jit.load(script).graph.nodes():
        if node.kind() == "aten::conv1d":
            _, weight, bias = list(node.inputs())[:3]
            yield weight.toIValue()
            yield bias.toIValue()


def _sha256_of(path):
    with open(path, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()


if __name__ == "__main__":
    for each in sys.argv[1:]:
        write(each)
