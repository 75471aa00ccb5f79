// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

/** Which Visemux this is. */
public final class Build {
    public static final String VERSION = "0.1.0";

    private Build() {}
}
