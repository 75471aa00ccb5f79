#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A relay and all its vendors on free ports of this machine, each a process of its own, for as long as a command runs.
#
# Usage: bench/rig.sh COMMAND [ARGUMENT]...
# The command finds BASE_URL (the relay), KEY (a tenant's, who has credentials at every vendor), VENDOR_KEY, VENDOR_URL (the
# fake vendors) and RELAY_PID in its environment; what the relay logs is $RIG/relay.log, a folder that goes with it.
set -euo pipefail
home=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
RIG=$(mktemp -d)
VENDOR_KEY=ek_rig_$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
pids=()

finish() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait || true
    rm -r "$RIG"
}
trap finish EXIT
trap 'exit 143' TERM

started() { # name, what its standard output has once it serves
    until grep -qs "$2" "$RIG/$1"; do
        if ! kill -0 "${pids[-1]}" 2>/dev/null; then
            cat "$RIG/$1.log" >&2
            exit 1
        fi
        sleep 0.1
    done
}

"$home/run" fake-upstream --key "$VENDOR_KEY" >"$RIG/vendors" 2>"$RIG/vendors.log" &
pids+=($!)
started vendors vatel:
VENDOR_URL=$(grep -o 'http://127.0.0.1:[0-9]*' "$RIG/vendors" | tail -n 1)

KEY=$("$home/run" keys create rig --file "$RIG/tenants.yaml" 2>/dev/null)
cat >>"$RIG/tenants.yaml" <<YAML
  credentials: {openai: $VENDOR_KEY, gemini: $VENDOR_KEY, elevenlabs: $VENDOR_KEY, vatel: $VENDOR_KEY}
YAML
cat - "$RIG/vendors" >"$RIG/relay.yaml" <<YAML
public: {port: 0}
management: {port: 0}
tenants: {file: $RIG/tenants.yaml}
ledger: {folder: $RIG/ledger}
livekit: {url: 'wss://livekit.example.com', api_key: rig, api_secret: $VENDOR_KEY} # its tokens are made here
YAML
"$home/run" relay --config "$RIG/relay.yaml" >"$RIG/relay" 2>"$RIG/relay.log" &
RELAY_PID=$!
pids+=("$RELAY_PID")
started relay '^ready'
BASE_URL=$(cut -d ' ' -f 2 "$RIG/relay")

export BASE_URL KEY VENDOR_KEY VENDOR_URL RELAY_PID RIG
"$@"
