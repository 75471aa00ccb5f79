// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.visemux.dsp.engine.DspEngine;
import dev.visemux.relay.access.TenantKeys;
import dev.visemux.relay.ops.Metrics.Counter;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A relay with TLS, as in production and because one SDK knows nothing else, and a Node for each SDK. */
final class SdkRig implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Counter> ANSWERED = Arrays.stream(Counter.values())
            .filter(counter -> counter == Counter.DECORATED || counter.name().startsWith("UNDECORATED")).toList();
    private static final String TENANTS = "tenants.yaml";
    private static final String CERTIFICATE = "chain.pem";
    private static final String KEY = "key.pem";
    static final String LIVEKIT_URL = "wss://livekit.example.com";
    private static final String LIVEKIT_KEY = "devkey";
    private static final String LIVEKIT_SECRET = "a secret of thirty-two bytes, or more";
    /** SDKs that load while another one is tested. */
    private static final int AHEAD = 2;

    private final Path folder;
    private final Rig rig;
    private final String tenantKey;
    /** The cases that share a process, by its name, in the order of their turn. */
    private final Map<String, SdkCase> firsts = new LinkedHashMap<>();
    private final Map<String, SdkProcess> processes = new HashMap<>();

    private SdkRig(Path folder, Rig rig, String tenantKey, List<SdkCase> cases) {
        this.tenantKey = tenantKey;
        this.folder = folder;
        this.rig = rig;
        cases.forEach(sdk -> firsts.putIfAbsent(sdk.process(), sdk));
        firsts.put(SdkCase.LIVEKIT.process(), SdkCase.LIVEKIT);
    }

    static SdkRig start(List<SdkCase> cases) throws Exception {
        Path folder = Files.createTempDirectory("visemux-sdk");
        certify(folder);
        String tenantKey = TenantKeys.create(folder.resolve(TENANTS), "sdk");
        Files.writeString(folder.resolve(TENANTS), "  credentials: {elevenlabs: %1$s, vatel: %1$s}%n"
                .formatted(Rig.VENDOR_KEY), StandardOpenOption.APPEND);
        Map<String, String> settings = new HashMap<>(SharedRig.SETTINGS);
        settings.put("tenants.file", folder.resolve(TENANTS).toString());
        settings.put("public.tls.certificate", folder.resolve(CERTIFICATE).toString());
        settings.put("public.tls.key", folder.resolve(KEY).toString());
        settings.put("livekit.url", LIVEKIT_URL);
        settings.put("livekit.api_key", LIVEKIT_KEY);
        settings.put("livekit.api_secret", LIVEKIT_SECRET);
        return new SdkRig(folder, Rig.start(SharedRig.options(), settings), tenantKey, cases);
    }

    private static void certify(Path folder) throws Exception {
        X509Bundle bundle = new CertificateBuilder().subject("CN=127.0.0.1").addSanIpAddress("127.0.0.1")
                .setIsCertificateAuthority(true).buildSelfSigned();
        Files.writeString(folder.resolve(CERTIFICATE), bundle.getCertificatePathPEM());
        Files.writeString(folder.resolve(KEY), bundle.getPrivateKeyPEM());
    }

    DspEngine engine() {
        return rig.relay().engine();
    }

    /** One session: the SDK asks, the agent answers, and one of them hangs up. */
    SdkSession converse(SdkCase sdk, FakeOptions options) throws Exception {
        long base = answered();
        options.answered = () -> answered() - base;
        rig.upstream().become(options);
        int before = rig.upstream().sessions().size();
        SdkProcess node = process(sdk);
        node.say(job(sdk, options.close == null));
        CompletableFuture<JsonNode> report = node.answer();
        Await.until("the agent has spoken", () -> report.isDone() || hasSpoken(before));
        if (!report.isDone()) {
            node.say(JSON.createObjectNode().put("messages", session(before).performances().entries().getLast()));
        }
        JsonNode seen = report.get(30, TimeUnit.SECONDS);
        if (rig.upstream().sessions().size() == before) {
            throw new AssertionError("no session: " + seen);
        }
        FakeSession session = session(before);
        Close left = session.closed().get(5, TimeUnit.SECONDS);
        return new SdkSession(sdk.vendor(), seen, session.said().entries(), session.complaints().entries(), left);
    }

    /** What livekit-server-sdk reads in the access token of a seat. */
    JsonNode seat(SdkCase sdk, ObjectNode request) throws Exception {
        ObjectNode job = job(sdk, false);
        job.set("request", request);
        job.putObject("livekit").put("key", LIVEKIT_KEY).put("secret", LIVEKIT_SECRET);
        process(sdk).say(job);
        return process(sdk).answer().get(30, TimeUnit.SECONDS);
    }

    private long answered() {
        return ANSWERED.stream().mapToLong(rig.relay().metrics()::value).sum();
    }

    private boolean hasSpoken(int number) {
        return rig.upstream().sessions().size() > number && session(number).performances().size() > 0;
    }

    private FakeSession session(int number) {
        return rig.upstream().sessions().get(number);
    }

    private ObjectNode job(SdkCase sdk, boolean hangsUp) {
        ObjectNode job = JSON.createObjectNode().put("form", sdk.form()).put("hangsUp", hangsUp)
                .put("relay", rig.relay().publicUrl().toString()).put("tenantKey", tenantKey)
                .put("vendor", "http://127.0.0.1:" + rig.upstream().port());
        ObjectNode config = sdk.vendor().config(Rig.VENDOR_KEY);
        if (sdk.form().equals(SdkCase.SEPARATE)) {
            config.put("viseme_delivery", "separate");
        }
        job.putObject("config").put("provider", sdk.vendor().provider()).set("provider_config", config);
        return job;
    }

    /** What this SDK's process tells of itself. */
    JsonNode about(SdkCase sdk) throws Exception {
        return process(sdk).about();
    }

    /** The one for this case; the next ones begin to load. */
    private SdkProcess process(SdkCase sdk) {
        firsts.entrySet().stream().dropWhile(first -> !first.getKey().equals(sdk.process())).limit(1 + AHEAD)
                .forEach(first -> processes.computeIfAbsent(first.getKey(),
                        _ -> SdkProcess.start(first.getValue(), folder.resolve(CERTIFICATE))));
        return processes.get(sdk.process());
    }

    @Override
    public void close() throws IOException {
        for (SdkProcess process : processes.values()) {
            process.close();
        }
        rig.close();
        for (String name : List.of(CERTIFICATE, KEY, TENANTS)) {
            Files.delete(folder.resolve(name));
        }
        Files.delete(folder);
    }
}
