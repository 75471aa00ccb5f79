// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A session that nothing is wrong with, beside one where something is: its agent speaks on and on, as fast as it is
 * heard, and everything must arrive as it was said, with visemes, whatever happens next to it.
 */
final class Bystander implements AutoCloseable {
    private static final String TURN_ENDS = "\"turnComplete\":true";

    private final WireClient client;
    private final FakeSession session;

    private Bystander(WireClient client, FakeSession session) {
        this.client = client;
        this.session = session;
    }

    /** With a vendor of its own: what is done to OpenAI's is not done to this one. */
    static Bystander join(FakeUpstream upstream, TenantBackend tenant) throws Exception {
        FakeOptions options = SharedRig.options();
        options.pace = FakeOptions.Pace.real;
        options.chunkMillis = 40;
        upstream.become(options);
        WireClient client = WireClient.connect(ClientTalk.door(Vendor.gemini, tenant.signed(Vendor.gemini, Map.of())),
                null, new DefaultHttpHeaders(), message -> message.contains(TURN_ENDS) ? ask() : null);
        client.send(ClientTalk.hello(Vendor.gemini));
        client.messages().await(_ -> true);
        Bystander bystander = new Bystander(client, upstream.sessions().getLast());
        client.send(ask());
        bystander.hearsMore();
        upstream.become(SharedRig.options());
        return bystander;
    }

    private static String ask() {
        return ClientTalk.ask(Vendor.gemini).getFirst();
    }

    /** What is said from now on arrives, and all before it arrived whole; tells how it went. */
    String felt() throws Exception {
        return felt(() -> "the relay's metrics know why");
    }

    String felt(Supplier<?> why) throws Exception {
        hearsMore();
        List<WireClient.Message> got = client.messages().entries();
        List<Delivery> all = Delivery.pair(session.said().entries().subList(0, got.size()), got);
        assertThat(all.stream().filter(delivery -> !delivery.identical()).count())
                .as("messages changed, of %d", all.size()).isZero();
        List<Delivery> audio = Turn.audio(all);
        assertThat(audio.stream().filter(delivery -> delivery.injected() == null).count())
                .as("messages of audio without visemes, of %d: %s", audio.size(), why.get()).isZero();
        assertThat(client.closed()).isNotDone();
        return "%d messages of audio, all with visemes, the slowest in %d ms".formatted(audio.size(),
                audio.stream().mapToLong(Delivery::nanos).max().orElse(0) / 1_000_000);
    }

    private void hearsMore() throws Exception {
        int said = session.said().size();
        client.messages().await(said, message -> message.string().contains("inlineData"));
    }

    @Override
    public void close() {
        client.close();
    }
}
