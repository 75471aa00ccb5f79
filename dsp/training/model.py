# SPDX-License-Identifier: Apache-2.0
"""A model as it ships: model.pt and manifest.yaml read back, so that scores and golden files are of what is shipped."""
import hashlib
import os
import sys

import torch
import yaml

from .decode import decoder_of
from .features import norm_of
from .stream import Model


def load(folder):
    """(Model, manifest) of config/models/<name>."""
    network = os.path.join(folder, "model.pt")
    try:
        with open(os.path.join(folder, "manifest.yaml"), encoding="utf-8") as f:
            manifest = yaml.safe_load(f)
        with open(network, "rb") as f:
            if hashlib.sha256(f.read()).hexdigest() != manifest["sha256"]:
                sys.exit(f"training: {network} is not the file its manifest names (sha256 differs)")
    except FileNotFoundError as fault:
        sys.exit(f"training: there is no model here: {fault.filename}; ./run train makes one")
    net = torch.jit.load(network).eval()
    return Model(net, norm_of(manifest["features"]), (manifest["context"]["left"], manifest["context"]["right"]),
                 decoder_of(manifest["decoder"])), manifest
