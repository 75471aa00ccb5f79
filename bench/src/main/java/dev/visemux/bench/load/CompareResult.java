// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import java.util.List;
import java.util.Map;

/**
 * What a comparison came to; JSON as it is.
 *
 * @param where machine and versions, by name
 * @param notes what was left out, and why
 */
record CompareResult(Map<String, String> where, ComparePlan plan, List<Round> rounds, List<IdleSessions.Result> idle,
        List<StalledReader.Result> stalled, List<DyingVendor.Result> dying, List<String> notes) {}
