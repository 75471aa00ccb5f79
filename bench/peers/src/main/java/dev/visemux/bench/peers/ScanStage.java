// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.peers;

import dev.visemux.bench.Vendor;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.provider.AgentFrame;
import dev.visemux.relay.provider.Caller;
import dev.visemux.relay.provider.Dialogue;
import dev.visemux.relay.provider.Providers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Ours reads from the network's buffer; Jackson gets an array that was copied for it before, free of charge. */
@State(Scope.Thread)
@Stage("scan a message")
public class ScanStage implements Comparison {
    @Param({"openai", "gemini", "elevenlabs"})
    public Vendor vendor;

    private final AgentFrame found = new AgentFrame();
    private final JacksonScan jackson = new JacksonScan();
    private Messages messages;
    private Dialogue dialogue;
    private List<ByteBuf> frames;
    private int turn;

    @Setup
    @Override
    public void prepare() throws IOException {
        messages = Messages.of(vendor);
        dialogue = new Providers(RelayConfig.of(Map.of())).named(vendor.name()).dialogue(new Caller(null, Map.of(), null));
        frames = messages.audio().stream().map(ScanStage::direct).toList();
        messages.opening().forEach(each -> scan(direct(each)));
    }

    private static ByteBuf direct(byte[] message) {
        return Unpooled.directBuffer(message.length).writeBytes(message);
    }

    private void scan(ByteBuf frame) {
        dialogue.scan(messages.binary(), frame, 0, frame.readableBytes(), found);
    }

    @Override
    public String input() {
        return vendor + ", " + messages.mean();
    }

    private int next() {
        turn = (turn + 1) % frames.size();
        return turn;
    }

    @Benchmark
    @Way(Way.OURS)
    public int ours() {
        scan(frames.get(next()));
        return found.spliceAt();
    }

    @Benchmark
    @Way("Jackson, streaming")
    public int jackson() throws IOException {
        jackson.scan(messages.audio().get(next()));
        return jackson.spliceAt;
    }

    @Override
    public String agreement(String method) throws IOException {
        if (method.equals(SCALAR)) {
            return "";
        }
        for (int i = 0; i < frames.size(); i++) {
            scan(frames.get(i));
            jackson.scan(messages.audio().get(i));
            Disagreement.unless(found.kind() == AgentFrame.Kind.AUDIO && found.spans() == 1
                    && found.spanFrom(0) == jackson.audioFrom && found.spanLength(0) == jackson.audioLength
                    && found.spliceAt() == jackson.spliceAt, "Jackson finds audio elsewhere in " + vendor + "'s message " + i);
        }
        return "same places";
    }
}
