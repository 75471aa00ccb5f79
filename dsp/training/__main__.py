# SPDX-License-Identifier: Apache-2.0
"""The command line: python3 -m training train|evaluate|demo-speech (from dsp/; ./run calls it)."""
import argparse
import errno
import os
import sys

from . import need


def main():
    parser = argparse.ArgumentParser(prog="training", description="Makes and judges the viseme models.")
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="from nothing to config/models/MODEL")
    train.add_argument("model", choices=("default", "indonesian"))
    train.add_argument("--quick", action="store_true",
                       help="prove the pipeline in three minutes; ships nothing, the model stays under .cache/quick")
    train.add_argument("--ablate", action="store_true",
                       help="print what each choice is worth, by small networks with one thing changed; needs --real")
    train.add_argument("--real", metavar="DIR", help="real speech with aligned phones, such as ../shared/speech-train")
    train.add_argument("--out", metavar="DIR", help="where the model goes (default: config/models/MODEL)")
    train.add_argument("--threads", type=int, default=0, help="of torch (default: its own choice)")
    judge = commands.add_parser("evaluate", help="scores of a model")
    judge.add_argument("model", nargs="?", default="default")
    judge.add_argument("--real", metavar="DIR", help="judge on its held-out speakers too")
    judge.add_argument("--dev", metavar="DIR", help="real speech to judge on (default: ../shared/speech if there)")
    commands.add_parser("demo-speech", help="speak the bundled demo's turns")
    options = parser.parse_args()
    need.require()
    _COMMANDS[options.command](options)


def _train(options):
    import torch
    from . import ablate, pipeline, recipe
    if options.threads:
        torch.set_num_threads(options.threads)
    chosen = recipe.RECIPES[options.model]
    if options.ablate:
        if not options.real:
            sys.exit("training: --ablate judges on real speakers: name their folder with --real")
        return ablate.run(chosen, os.path.abspath(options.real))
    out = options.out or (os.path.join(pipeline.CACHE, "quick", options.model) if options.quick else None)
    pipeline.run(recipe.quick(chosen) if options.quick else chosen, options.real and os.path.abspath(options.real),
                 out and os.path.abspath(out))


def _evaluate(options):
    from . import pipeline
    pipeline.evaluate_shipped(options.model, options.real, options.dev)


def _demo_speech(_):
    from . import demo_speech
    demo_speech.write()


_COMMANDS = {"train": _train, "evaluate": _evaluate, "demo-speech": _demo_speech}

if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("training: interrupted; the next run continues")
    except OSError as fault:
        room = "; make room and run it again, it continues" if fault.errno == errno.ENOSPC else ""
        sys.exit(f"training: {fault}{room}")
