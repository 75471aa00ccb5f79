# SPDX-License-Identifier: Apache-2.0
"""Names for what stages keep: a file is named by the settings and the code that made it, so that a changed stage runs
again and those before it do not."""
import hashlib
import inspect
import json


def key(settings, *modules):
    """Twelve hex digits of the settings (what JSON can hold) and of the modules' source."""
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
    for module in modules:
        digest.update(inspect.getsource(module).encode())
    return digest.hexdigest()[:12]
