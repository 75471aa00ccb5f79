// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import java.nio.file.Path;

/** A viseme model cannot be used. The message names the file and what to do. */
public final class ModelException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public ModelException(Path file, String fault) {
        this(file, fault, null);
    }

    public ModelException(Path file, String fault, Throwable cause) {
        super(file + ": " + fault, cause);
    }
}
