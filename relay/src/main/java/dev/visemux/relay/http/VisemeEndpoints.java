// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.dsp.engine.DspLink;
import dev.visemux.dsp.viseme.VisemeModels;
import dev.visemux.relay.access.Account;
import dev.visemux.relay.access.Meter;
import dev.visemux.relay.access.Tally;
import dev.visemux.relay.access.Tenant;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/** {@code POST /v1/visemes}: mouth shapes of recorded speech, told as they become known. */
public final class VisemeEndpoints {
    private static final Set<String> WAV = Set.of("audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave");
    /** The second is what curl says of -d when it is not told. */
    private static final Set<String> JSON = Set.of("application/json", "application/x-www-form-urlencoded", "");

    private final Callers callers;
    private final VisemeModels models;
    private final Function<EventLoop, DspLink> links;
    private final Function<EventLoop, Meter> meters;
    private final RelayConfig.Http limits;
    private final Metrics metrics;
    private final HeldBytes held;
    /** A streamed body holds a piece at a time; it must not be cut because others hold much. */
    private final HeldBytes passing = new HeldBytes(Long.MAX_VALUE);

    public VisemeEndpoints(Callers callers, VisemeModels models, Function<EventLoop, DspLink> links,
            Function<EventLoop, Meter> meters, RelayConfig.Http limits, Metrics metrics) {
        this.callers = callers;
        this.models = models;
        this.links = links;
        this.meters = meters;
        this.limits = limits;
        this.metrics = metrics;
        this.held = new HeldBytes(limits.heldBytes());
    }

    Exchange analyse(HttpRequest head, Reply reply) {
        Tenant tenant = callers.bearer(head, reply, Tenant.VISEMES, RelayError.INVALID_API_KEY);
        String[] type = Arrays.stream(head.headers().get(HttpHeaderNames.CONTENT_TYPE, "").split(";"))
                .map(part -> part.strip().toLowerCase(Locale.ROOT)).toArray(String[]::new);
        if (JSON.contains(type[0])) {
            return json(tenant, head, reply);
        } else if (WAV.contains(type[0])) {
            return streamed(tenant, head, reply, VisemeOptions.read(head.uri(), null, models.known()), true);
        } else if (type[0].equals("audio/l16")) {
            return streamed(tenant, head, reply, VisemeOptions.read(head.uri(), l16Rate(type), models.known()), false);
        }
        throw new RelayException(RelayError.UNSUPPORTED_MEDIA_TYPE,
                "Content-Type must be application/json, audio/wav or audio/l16;rate=...");
    }

    /** RFC 2586, but little-endian, as voice vendors send it. */
    private static String l16Rate(String[] type) {
        String rate = null;
        for (String parameter : type) {
            if (parameter.startsWith("rate=")) {
                rate = parameter.substring("rate=".length());
            } else if (parameter.startsWith("channels=") && !parameter.equals("channels=1")) {
                throw JsonFields.refused("Content-Type audio/l16 must have channels=1; other recordings fit audio/wav");
            }
        }
        return rate;
    }

    private Exchange json(Tenant tenant, HttpRequest head, Reply reply) {
        WholeBody.refuseLonger(head, limits.maxJsonBytes());
        VisemeOptions query = VisemeOptions.read(head.uri(), null, models.known());
        return new JsonRecording(new PcmQueue(held), limits.maxJsonBytes(), query, models.known(),
                (pcm, options) -> recording(tenant, head, reply, pcm, options));
    }

    private Exchange streamed(Tenant tenant, HttpRequest head, Reply reply, VisemeOptions options, boolean wav) {
        WholeBody.refuseLonger(head, limits.maxAudioBytes());
        PcmQueue pcm = new PcmQueue(passing);
        return new StreamedRecording(recording(tenant, head, reply, pcm, options), pcm, options, wav, limits.maxAudioBytes());
    }

    private Recording recording(Tenant tenant, HttpRequest head, Reply reply, PcmQueue pcm, VisemeOptions options) {
        if (models.absent().containsKey(options.model())) {
            throw new RelayException(RelayError.MODEL_UNAVAILABLE);
        }
        String accept = head.headers().get(HttpHeaderNames.ACCEPT, "");
        // Libraries that always name JSON name */* with it: those get the documented stream.
        boolean whole = accept.contains("application/json") && !accept.contains("text/event-stream") && !accept.contains("*/*");
        VisemeAnswer answer = whole ? new TimelineAnswer(reply, options.lipSync())
                : new SseAnswer(reply, options.chunkMillis(), options.lipSync());
        Tally tally = meters.apply(reply.loop()).of(new Account(tenant.name(), Account.RECORDED));
        return new Recording(links.apply(reply.loop()), pcm, answer, reply, metrics, tally);
    }
}
