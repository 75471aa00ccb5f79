// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.relay.access.Grant;
import dev.visemux.relay.access.Quota;
import dev.visemux.relay.access.SignedUrls;
import dev.visemux.relay.access.SingleUse;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import dev.visemux.relay.provider.Door;
import dev.visemux.relay.provider.Provider;
import dev.visemux.relay.provider.Providers;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetAddress;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * What all admissions of a relay share. Any thread.
 *
 * @param keys null where keys in a query open nothing
 * @param full whether there is no room for one more session
 */
public record Doors(SignedUrls tokens, SingleUse singleUse, Quota quota, KeyDoor keys, Providers providers, Sessions sessions,
        BooleanSupplier draining, BooleanSupplier full) {

    /** Whose door is asked for; null where there is none. */
    Provider at(HttpRequest request) {
        return atKeyDoor(request) ? keys.gemini() : providers.at(Door.path(request));
    }

    /**
     * Opens and consumes what the client brings. {@code outcome} is called once, on the {@code caller}'s thread and perhaps
     * before this returns: with a visit, or with what is wrong. Only a token that finds a place is consumed.
     *
     * @param client the client's address; null where it is not known
     */
    void redeem(Provider provider, HttpRequest request, InetAddress client, Executor caller, BiConsumer<Visit, RelayError> outcome) {
        Grant grant;
        String origin = request.headers().get(HttpHeaderNames.ORIGIN);
        try {
            grant = atKeyDoor(request) ? keys.grant(request) : open(provider, request);
            if (!grant.binding().admits(origin, client)) {
                throw new RelayException(RelayError.TOKEN_BOUND);
            }
        } catch (RelayException e) {
            outcome.accept(null, e.error());
            return;
        }
        quota.admit(grant.tenant(), client, origin, caller, (lease, error) -> {
            if (error != null) {
                outcome.accept(null, error);
            } else if (atKeyDoor(request)) {
                outcome.accept(new Visit(grant, lease), null);
            } else {
                consume(new Visit(grant, lease), caller, outcome);
            }
        });
    }

    private void consume(Visit visit, Executor caller, BiConsumer<Visit, RelayError> outcome) {
        singleUse.consume(visit.grant().jti(), visit.grant().expiresAt(), caller, error -> consumed(visit, error, outcome));
    }

    private static void consumed(Visit visit, RelayError error, BiConsumer<Visit, RelayError> outcome) {
        if (error != null) {
            visit.lease().release();
        }
        outcome.accept(error == null ? visit : null, error);
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
