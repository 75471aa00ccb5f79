// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import java.util.List;

/** The settings cannot be used; one sentence for each fault, all of them at once. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ConfigException(List<String> faults) {
        super(String.join(System.lineSeparator(), faults));
    }
}
