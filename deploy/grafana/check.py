#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Are all queries of the dashboard answered? A real Prometheus scrapes a relay under `./run load`, with a real Redis.

Usage: deploy/grafana/check.py [--prometheus PROGRAM]     needs prometheus and redis-server (Debian's packages); two minutes
"""
import argparse
import contextlib
import json
import math
import pathlib
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
RUN = HERE.parent.parent / "run"
SECONDS = 45
PATIENCE = 400


def free_port():
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return chosen.getsockname()[1]


@contextlib.contextmanager
def running(command, log):
    with open(log, "w") as out:
        process = subprocess.Popen([str(word) for word in command], stdout=out, stderr=out)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def ask(prometheus, query):
    address = f"http://127.0.0.1:{prometheus}/api/v1/query?" + urllib.parse.urlencode({"query": query})
    with urllib.request.urlopen(address) as answer:
        return json.load(answer)["data"]["result"]


def values(prometheus, query):
    numbers = [float(sample["value"][1]) for sample in ask(prometheus, query)]
    return [number for number in numbers if not math.isnan(number)]


def await_load(load, prometheus):
    """Until sessions speak, and have done so for long enough that every rate has its two points."""
    deadline = time.monotonic() + PATIENCE
    while load.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError):  # it may not serve yet
            if any(number > 0 for number in values(prometheus, "rate(visemux_decorated_total[20s])")):
                time.sleep(20)
                return
        time.sleep(1)
    raise SystemExit("no session has spoken: " + (f"load ended with {load.poll()}" if load.poll() is not None else "too slow"))


def queries():
    for panel in json.loads((HERE / "visemux.json").read_text())["panels"]:
        for target in panel.get("targets", []):
            yield panel["title"], target["expr"].replace("$__rate_interval", "30s").replace("$instance", ".*")


def report(prometheus):
    empty = 0
    for title, query in queries():
        found = values(prometheus, query)
        empty += not found
        print(f"{'ok   ' if found else 'EMPTY'} {title}: {query} = {', '.join(f'{number:g}' for number in found[:3])}")
    return empty


def scrape(folder, relay):
    config = folder / "prometheus.yml"
    config.write_text(json.dumps({  # JSON is YAML
        "global": {"scrape_interval": "2s", "evaluation_interval": "5s"},
        "rule_files": [str(HERE.parent / "prometheus" / "alerts.yml")],
        "scrape_configs": [{"job_name": "visemux", "static_configs": [{"targets": [f"127.0.0.1:{relay}"]}]}]}))
    return config


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--prometheus", default="prometheus", metavar="PROGRAM")
    arguments = parser.parse_args()
    relay, redis, prometheus = free_port(), free_port(), free_port()
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = pathlib.Path(name)
        stack.enter_context(running(["redis-server", "--port", redis, "--save", "", "--dir", folder], folder / "redis.log"))
        stack.enter_context(running([
            arguments.prometheus, f"--config.file={scrape(folder, relay)}", f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{prometheus}"], folder / "prometheus.log"))
        load = stack.enter_context(running([
            RUN, "load", "--sessions", 8, "--ramp", 2, "--seconds", SECONDS, "--set", f"management.port={relay}",
            "--set", f"redis.url=redis://127.0.0.1:{redis}", "--out", folder / "load"], folder / "load.log"))
        await_load(load, prometheus)
        empty = report(prometheus)
        firing = ask(prometheus, 'ALERTS{alertstate="firing"}')
        print(f"{empty} queries without an answer; alerts: {[alert['metric']['alertname'] for alert in firing] or 'none'}")
    raise SystemExit(1 if empty else 0)


if __name__ == "__main__":
    main()
