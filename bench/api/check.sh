#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Holds the relay at BASE_URL to its own openapi.yaml, with the tenant key KEY and without any. Needs schemathesis.
# Usage: check.sh [EXAMPLES] [OPTION OF st run]...      EXAMPLES: of each operation (default 200)
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")"
run=(st run "$BASE_URL/openapi.yaml" --url "$BASE_URL" --max-examples "${1:-200}" "${@:2}")
"${run[@]}" --header "Authorization: Bearer $KEY"
"${run[@]}" --warnings off # all of it must be refused
