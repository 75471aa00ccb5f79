# SPDX-License-Identifier: Apache-2.0
"""Says in one line what is missing on this machine and how to get it, before anything has been started."""
import ctypes
import importlib.util
import os
import shutil
import sys

_MODULES = {"torch": "python3-torch", "numpy": "python3-numpy", "scipy": "python3-scipy", "yaml": "python3-yaml"}
_PROGRAMS = {"flite": "flite", "festival": "festival", "sox": "sox", "flac": "flac"}
_VOICES = {"english/kal_diphone": "festvox-kallpc16k", "english/ked_diphone": "festvox-kdlpc16k",
           "us/cmu_us_slt_arctic_hts": "festvox-us-slt-hts"}


def _loadable(library):
    try:
        ctypes.CDLL(library)
        return True
    except OSError:
        return False


def _missing(programs):
    out = [package for module, package in _MODULES.items() if importlib.util.find_spec(module) is None]
    if programs:
        out += [package for program, package in _PROGRAMS.items() if shutil.which(program) is None]
        if not _loadable("libespeak-ng.so.1"):
            out += ["libespeak-ng1", "espeak-ng-data"]
        out += [package for voice, package in _VOICES.items()
                if not os.path.isdir(os.path.join("/usr/share/festival/voices", voice))]
    return out


def require(programs=True):
    """Ends the program with the apt command unless the Python modules (and speech programs) are here."""
    missing = _missing(programs)
    if missing:
        sys.exit(f"training: missing {', '.join(missing)}; on Debian: apt-get install --no-install-recommends "
                 + " ".join(missing))
