// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code demo}: the whole product on this machine, with a page that talks, or one session without a browser. */
@Command(name = "demo", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Relay, fake vendor and a talking page on this machine; needs no account.")
final class DemoCommand implements Callable<Integer> {
    @Option(names = "--vendor", paramLabel = "VENDOR",
            description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE})")
    Vendor vendor = Vendor.openai;

    @Option(names = "--language", paramLabel = "LANGUAGE", description = "en or id: what the agent speaks, "
            + "and the viseme model that hears it (default ${DEFAULT-VALUE})")
    Language language = Language.en;

    @Option(names = "--once", description = "no page: one session through a signed URL, told line by line")
    boolean once;

    @Option(names = "--port", description = "the page's port; 0 lets the system choose (default ${DEFAULT-VALUE})")
    int port;

    @Override
    public Integer call() throws Exception {
        FakeOptions options = new FakeOptions();
        options.language = language;
        Rig rig = Rig.start(options, Map.of());
        Runtime.getRuntime().addShutdownHook(new Thread(rig::close, "demo-end"));
        return once ? speakOnce(rig) : servePage(rig, options);
    }

    private int servePage(Rig rig, FakeOptions options) throws Exception {
        DemoPage page = DemoPage.start(port, rig.tenant(), rig.relay().publicUrl(), spoken -> {
            options.language = spoken;
            rig.upstream().become(options); // what is written before is seen by its next session
        });
        System.out.println("page        " + page.url() + "?vendor=" + vendor + "&language=" + language.visemeModel());
        System.out.println("relay       " + rig.relay().publicUrl());
        System.out.println("tenant key  " + rig.tenant().tenantKey());
        System.err.println("Open the page and press Start. The relay shows it too, and asks for keys. Ctrl-C ends the demo.");
        new CountDownLatch(1).await(); // a signal ends the process
        return 0;
    }

    private int speakOnce(Rig rig) throws Exception {
        TurnReport report;
        try (WireClient client = rig.connect(vendor, Map.of("viseme_model", language.visemeModel()))) {
            List<Delivery> deliveries = rig.ask(vendor, client);
            client.send(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE));
            client.closed().get(Journal.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            report = new TurnReport(vendor, deliveries);
        }
        report.print(System.out);
        Optional<String> fault = report.fault();
        fault.ifPresent(reason -> System.err.println("demo: " + reason));
        return fault.isPresent() ? 1 : 0;
    }
}
