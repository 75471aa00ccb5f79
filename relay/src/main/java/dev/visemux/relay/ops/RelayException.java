// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

/** A refusal on its way to the caller: an entry of {@link RelayError} and a sentence that may be shown. No stack trace. */
public final class RelayException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final RelayError error;

    public RelayException(RelayError error) {
        this(error, error.sentence());
    }

    /** {@code sentence} is for the caller: it names the field or the limit and never holds a secret. */
    public RelayException(RelayError error, String sentence) {
        super(sentence, null, false, false);
        this.error = error;
    }

    public RelayError error() {
        return error;
    }
}
