// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

/**
 * One message of a vendor's script.
 *
 * @param json      what goes over the wire
 * @param dueMillis counted from the start of the performance
 * @param audio     whether it carries agent audio
 */
record Line(String json, int dueMillis, boolean audio) {}
