// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.relay.access.Grant;
import dev.visemux.relay.access.SignedUrls;
import dev.visemux.relay.access.SingleUse;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import dev.visemux.relay.provider.Provider;
import dev.visemux.relay.provider.Providers;
import io.netty.handler.codec.http.HttpRequest;
import java.util.function.BooleanSupplier;

/** What all admissions of a relay share. Any thread. */
public record Doors(SignedUrls tokens, SingleUse singleUse, Providers providers, Sessions sessions,
        BooleanSupplier draining) {

    /** Opens and consumes a token, or throws what is wrong with it. */
    Grant redeem(Provider provider, HttpRequest request) {
        Grant grant = tokens.open(provider.door().token(request));
        if (!grant.provider().equals(provider.name())) {
            throw new RelayException(RelayError.TOKEN_INVALID);
        }
        if (!singleUse.consume(grant.jti(), grant.expiresAt())) {
            throw new RelayException(RelayError.TOKEN_CONSUMED);
        }
        return grant;
    }
}
