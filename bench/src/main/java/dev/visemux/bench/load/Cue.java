// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

/** A line of a vendor's script as it is sent: {@code millis} after the script's beginning. */
record Cue(Template template, int millis, boolean audio) {}
