// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.relay.access.Grant;
import dev.visemux.relay.access.SignedUrls;
import dev.visemux.relay.access.Tenant;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import dev.visemux.relay.provider.ElevenLabs;
import dev.visemux.relay.provider.ElevenLabs.Signed;
import dev.visemux.relay.upstream.Asker;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.QueryStringEncoder;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code GET /v1/convai/conversation/get-signed-url} as ElevenLabs has it, so that a tenant's backend changes its base URL
 * and nothing else: the real one is asked with the same query and key, and the URL that it signs travels sealed in ours.
 */
public final class ConvaiEndpoints {
    private static final String VISEME_MODEL = "default";

    private final Callers callers;
    private final SignedUrls urls;
    private final ElevenLabs vendor;
    private final Asker asker;
    private final Supplier<URI> publicUrl;
    private final Metrics metrics;

    public ConvaiEndpoints(Callers callers, SignedUrls urls, ElevenLabs vendor, Asker asker, Supplier<URI> publicUrl,
            Metrics metrics) {
        this.callers = callers;
        this.urls = urls;
        this.vendor = vendor;
        this.asker = asker;
        this.publicUrl = publicUrl;
        this.metrics = metrics;
    }

    Exchange getSignedUrl(HttpRequest head, Reply reply) {
        try {
            Tenant tenant = tenant(head, reply);
            String key = key(tenant, head);
            Map<String, List<String>> query = query(head);
            if (query.getOrDefault(ElevenLabs.AGENT_ID, List.of("")).getFirst().isEmpty()) {
                return lacksAgent(reply);
            }
            return new Signing(tenant, key, vendor.signAt(encoded(query)), reply);
        } catch (RelayException e) {
            return refuse(reply, e);
        }
    }

    /** By a bearer's key, or by ElevenLabs' own header, where an SDK puts the one key that it has. */
    private Tenant tenant(HttpRequest head, Reply reply) {
        if (head.headers().contains(HttpHeaderNames.AUTHORIZATION)) {
            return callers.bearer(head, reply, Tenant.SIGN, RelayError.UNAUTHORIZED);
        }
        return callers.holder(head.headers().get(ElevenLabs.KEY_HEADER, ""), head, reply, Tenant.SIGN, RelayError.UNAUTHORIZED);
    }

    /** What ElevenLabs is shown: never a tenant key of ours. */
    private String key(Tenant tenant, HttpRequest head) {
        tenant.demandProvider(ElevenLabs.NAME);
        String given = head.headers().get(ElevenLabs.KEY_HEADER, "");
        if (!given.isEmpty() && !callers.isTenantKey(given)) {
            return given;
        }
        String stored = tenant.credentials().get(ElevenLabs.NAME);
        if (stored == null) {
            throw new RelayException(RelayError.UNAUTHORIZED,
                    "The tenant has no key at ElevenLabs: send it as xi-api-key, or store it in the tenant's credentials");
        }
        return stored;
    }

    private static Map<String, List<String>> query(HttpRequest head) {
        try {
            return new QueryStringDecoder(head.uri()).parameters();
        } catch (IllegalArgumentException _) {
            throw new RelayException(RelayError.INVALID_REQUEST, "The query is not percent-encoded");
        }
    }

    private static String encoded(Map<String, List<String>> query) {
        QueryStringEncoder encoder = new QueryStringEncoder("");
        query.forEach((name, values) -> values.forEach(value -> encoder.addParam(name, value)));
        return encoder.toString().substring(1); // '?'
    }

    private Exchange lacksAgent(Reply reply) {
        metrics.count(RelayError.INVALID_REQUEST);
        return reply.json(422, body(RelayError.INVALID_REQUEST, "agent_id is missing", List.of(
                Map.of("type", "missing", "loc", List.of("query", ElevenLabs.AGENT_ID), "msg", "Field required"))));
    }

    /** In ElevenLabs' shape, and in ours beside it. */
    private Exchange refuse(Reply reply, RelayException e) {
        metrics.count(e.error());
        String status = e.error() == RelayError.UNAUTHORIZED ? "invalid_api_key" : e.error().code();
        return reply.json(e.error().httpStatus(), body(e.error(), e.getMessage(),
                Map.of("status", status, "message", e.getMessage())));
    }

    private static Map<String, Object> body(RelayError error, String sentence, Object detail) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("detail", detail);
        body.put("error", sentence);
        body.put("code", error.code());
        return body;
    }

    private Map<String, String> sealed(Tenant tenant, Signed signed) {
        String token = urls.seal(new Grant(SignedUrls.newJti(), tenant.name(), ElevenLabs.NAME, null,
                Map.of(ElevenLabs.SIGNED_URL, signed.url().toString()), VISEME_MODEL, false, null, urls.expiry(null)));
        if (token.length() > SignedUrls.MAX_TOKEN_CHARS) {
            throw new RelayException(RelayError.UPSTREAM_PROTOCOL_ERROR, "The URL that ElevenLabs signed is too long: the"
                    + " sealed token would have " + token.length() + " characters; it may have " + SignedUrls.MAX_TOKEN_CHARS);
        }
        metrics.count(Metrics.Counter.TOKENS_SEALED);
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put(ElevenLabs.SIGNED_URL, ElevenLabs.clientUrl(publicUrl.get(), token));
        if (signed.conversationId() != null) {
            answer.put("conversation_id", signed.conversationId());
        }
        return answer;
    }

    /** One request, from its end to ElevenLabs' answer. On the request's event loop. */
    private final class Signing implements BodilessExchange, Asker.Outcome {
        private final Tenant tenant;
        private final String key;
        private final URI uri;
        private final Reply reply;
        private Channel asked;
        private boolean over;

        Signing(Tenant tenant, String key, URI uri, Reply reply) {
            this.tenant = tenant;
            this.key = key;
            this.uri = uri;
            this.reply = reply;
        }

        @Override
        public void end() {
            callers.countSign(tenant, reply, refusal -> {
                if (refusal == null) {
                    asked = asker.ask(reply.loop(), HttpMethod.GET, uri, ElevenLabs.authorized(key), null, this);
                } else {
                    refuse(reply, refusal);
                }
            });
        }

        @Override
        public void closed() {
            over = true;
            if (asked != null) {
                asked.close();
            }
        }

        @Override
        public void answered(Asker.Answer answer) {
            if (!over) {
                reply.step(() -> tell(answer));
            }
        }

        @Override
        public void refused(RelayError error) {
            if (!over) {
                refuse(reply, new RelayException(error));
            }
        }

        /** What is wrong with the request is between the tenant and ElevenLabs. */
        private void tell(Asker.Answer answer) {
            RelayError fault = answer.fault();
            if (fault == null) {
                tellSealed(answer);
            } else if (answer.status() / 100 == 4) {
                if (fault == RelayError.UPSTREAM_UNAUTHORIZED) {
                    metrics.count(fault);
                }
                reply.text(answer.status(), answer.type().isEmpty() ? "application/json" : answer.type(), answer.body());
            } else {
                refuse(reply, new RelayException(fault, "ElevenLabs answered with status " + answer.status()));
            }
        }

        private void tellSealed(Asker.Answer answer) {
            try {
                reply.json(200, sealed(tenant, vendor.signed(answer.body())));
            } catch (RelayException e) {
                refuse(reply, e);
            }
        }
    }
}
