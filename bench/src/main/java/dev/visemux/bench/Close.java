// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

/** How the other side left: code and reason of its close frame, 1005 where it had none, 1006 without a frame. */
public record Close(int code, String reason) {
    static final Close ABNORMAL = new Close(1006, "");

    static Close of(int code, String reason) {
        return new Close(code < 0 ? 1005 : code, reason);
    }
}
