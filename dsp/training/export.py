# SPDX-License-Identifier: Apache-2.0
"""The frozen TorchScript and its manifest."""
import hashlib
import os

import torch
import yaml
from torch.nn.utils.fusion import fuse_conv_bn_eval

from . import features


def folded(net):
    """The same network with every normalisation folded into the convolution before it."""
    net = net.eval()
    net.first, net.norm = fuse_conv_bn_eval(net.first, net.norm), torch.nn.Identity()
    for block in net.blocks:
        block.conv, block.norm = fuse_conv_bn_eval(block.conv, block.norm), torch.nn.Identity()
    return net


def write_network(net, folder):
    """model.pt; returns its SHA-256."""
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "model.pt")
    torch.jit.freeze(torch.jit.script(net.eval())).save(path)
    with open(path, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()


class _Compact(yaml.SafeDumper):
    """Lists of numbers on one line, everything else in blocks."""

    def represent_sequence(self, tag, sequence, flow_style=None):
        plain = all(isinstance(v, (int, float)) for v in sequence)
        return super().represent_sequence(tag, sequence, flow_style=plain)


_Compact.add_representer(list, lambda dumper, value: dumper.represent_sequence("tag:yaml.org,2002:seq", value))


def write_manifest(folder, recipe, norm, decoder, sha256, about):
    manifest = {"name": recipe.name, "language": recipe.language, "about": about, "sha256": sha256,
                "features": features.settings(norm),
                "context": {"left": recipe.shape.left, "right": recipe.shape.right},
                "decoder": decoder.settings()}
    with open(os.path.join(folder, "manifest.yaml"), "w", encoding="utf-8") as f:
        f.write("# Written by dsp/training; see its README. Everything but `about` is read by the relay.\n")
        yaml.dump(manifest, f, Dumper=_Compact, sort_keys=False, width=118, allow_unicode=True)
