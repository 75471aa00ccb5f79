// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.relay.access.LiveKitTokens;
import dev.visemux.relay.access.Tenant;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import dev.visemux.relay.provider.Provider;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import java.util.Map;

/**
 * {@code POST /v1/session-token}, as Vatel's own: a tenant's backend names an agent and gets what its client connects
 * with, a token for this relay or one for the operator's LiveKit server.
 */
public final class SessionTokens {
    private static final String WEBSOCKET = "websocket";
    private static final String WEBRTC = "webrtc";

    private final Callers callers;
    private final TokenMint mint;
    private final Provider vatel;
    private final LiveKitTokens liveKit;

    /** {@code liveKit}: null where the operator has none. */
    public SessionTokens(Callers callers, TokenMint mint, Provider vatel, LiveKitTokens liveKit) {
        this.callers = callers;
        this.mint = mint;
        this.vatel = vatel;
        this.liveKit = liveKit;
    }

    Exchange create(HttpRequest head, Reply reply) {
        Tenant tenant = callers.bearer(head, reply, Tenant.SIGN, RelayError.UNAUTHORIZED);
        tenant.demandProvider(vatel.name());
        return new WholeBody(head, TokenEndpoints.MAX_BODY_BYTES, body -> callers.countSign(tenant, reply,
                () -> reply.json(200, token(tenant, JsonFields.parse(body)))));
    }

    private Map<String, String> token(Tenant tenant, JsonFields given) {
        String transport = given.oneOf("transport", WEBSOCKET, List.of(WEBSOCKET, WEBRTC));
        return transport.equals(WEBRTC) ? webRtc(tenant, given)
                : Map.of("token", mint.token(tenant, vatel, storedKey(tenant), given));
    }

    private String storedKey(Tenant tenant) {
        String key = tenant.credentials().get(vatel.name());
        if (key == null) {
            throw new RelayException(RelayError.FORBIDDEN, "The relay keeps no Vatel key for the tenant;"
                    + " the operator adds it as credentials.vatel in the tenants file");
        }
        return key;
    }

    private Map<String, String> webRtc(Tenant tenant, JsonFields given) {
        if (liveKit == null) {
            throw new RelayException(RelayError.WEBRTC_NOT_CONFIGURED);
        }
        if (given.has(BindField.NAME)) {
            throw given.refused(BindField.NAME, "is of this relay's tokens: a LiveKit server would not look at it");
        }
        LiveKitTokens.Seat seat = liveKit.seat(mint.grant(tenant, vatel, null, given).details());
        return Map.of("token", TokenMint.fitting(seat.token(), vatel.form(), given), "room", seat.room(),
                "identity", seat.identity(), "url", seat.url().toString());
    }
}
