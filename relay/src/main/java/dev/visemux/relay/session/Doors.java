// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.relay.access.Grant;
import dev.visemux.relay.access.SignedUrls;
import dev.visemux.relay.access.SingleUse;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import dev.visemux.relay.provider.Door;
import dev.visemux.relay.provider.Provider;
import dev.visemux.relay.provider.Providers;
import io.netty.handler.codec.http.HttpRequest;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * What all admissions of a relay share. Any thread.
 *
 * @param keys null where keys in a query open nothing
 */
public record Doors(SignedUrls tokens, SingleUse singleUse, KeyDoor keys, Providers providers, Sessions sessions,
        BooleanSupplier draining) {

    /** Whose door is asked for; null where there is none. */
    Provider at(HttpRequest request) {
        return atKeyDoor(request) ? keys.gemini() : providers.at(Door.path(request));
    }

    /**
     * Opens and consumes what the client brings. {@code outcome} is called once, on the {@code caller}'s thread and perhaps
     * before this returns: with a grant, or with what is wrong.
     */
    void redeem(Provider provider, HttpRequest request, Executor caller, BiConsumer<Grant, RelayError> outcome) {
        Grant grant;
        try {
            grant = atKeyDoor(request) ? keys.grant(request) : open(provider, request);
        } catch (RelayException e) {
            outcome.accept(null, e.error());
            return;
        }
        if (atKeyDoor(request)) {
            outcome.accept(grant, null);
        } else {
            singleUse.consume(grant.jti(), grant.expiresAt(), caller, error -> outcome.accept(grant, error));
        }
    }

    private Grant open(Provider provider, HttpRequest request) {
        Grant grant = tokens.open(provider.door().token(request));
        if (!grant.provider().equals(provider.name())) {
            throw new RelayException(RelayError.TOKEN_INVALID);
        }
        return grant;
    }

    private boolean atKeyDoor(HttpRequest request) {
        return keys != null && keys.isAt(Door.path(request));
    }
}
