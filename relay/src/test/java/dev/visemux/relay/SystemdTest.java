// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The service manager's end of NOTIFY_SOCKET is a real socket here. */
@Timeout(120)
class SystemdTest {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    @TempDir
    private Path folder;

    @AfterEach
    void end() {
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void shouldTellWhatBecomesOfIt() throws Exception {
        Map<String, String> environment = Map.of("NOTIFY_SOCKET", listen("notify"));
        try (LocalRelay relay = LocalRelay.start()) {
            Systemd systemd = new Systemd(environment);
            systemd.ready(relay.server);
            systemd.reload(relay.server);
            systemd.stopping();
            assertThat(heard.take()).isEqualTo("READY=1\nSTATUS=serving " + relay.server.publicUrl());
            assertThat(heard.take()).matches("RELOADING=1\nMONOTONIC_USEC=\\d+");
            assertThat(heard.take()).isEqualTo("READY=1");
            assertThat(heard.take()).isEqualTo("STOPPING=1\nSTATUS=draining");
        }
    }

    @Test
    void shouldShowThatItsLoopsTurnUntilOneHangs() throws Exception {
        Map<String, String> environment = Map.of("NOTIFY_SOCKET", listen("watchdog"), "WATCHDOG_USEC", "150000",
                "WATCHDOG_PID", Long.toString(ProcessHandle.current().pid()));
        CountDownLatch hang = new CountDownLatch(1);
        try (LocalRelay relay = LocalRelay.start()) {
            new Systemd(environment).ready(relay.server);
            assertThat(heard.take()).startsWith("READY=1");
            assertThat(heard.take()).isEqualTo("WATCHDOG=1");
            assertThat(heard.take()).isEqualTo("WATCHDOG=1");
            relay.server.whileLoopsTurn(Duration.ofHours(1), () -> awaitQuietly(hang));
            drainUntilSilent();
            hang.countDown();
            assertThat(heard.take()).isEqualTo("WATCHDOG=1");
        }
    }

    @Test
    void shouldSayNothingWhereNobodyAsksOrAnotherProcessIsMeant() throws Exception {
        try (LocalRelay relay = LocalRelay.start()) {
            new Systemd(Map.of()).ready(relay.server);
            new Systemd(Map.of("NOTIFY_SOCKET", folder.resolve("gone").toString())).ready(relay.server);
            Systemd others = new Systemd(Map.of("NOTIFY_SOCKET", listen("other"), "WATCHDOG_USEC", "1000", "WATCHDOG_PID", "1"));
            others.ready(relay.server);
            others.stopping();
            assertThat(heard.take()).startsWith("READY=1");
            assertThat(heard.take()).startsWith("STOPPING=1");
        }
    }

    private void drainUntilSilent() throws InterruptedException {
        String last;
        do {
            last = heard.poll(2, TimeUnit.SECONDS);
        } while (last != null);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String listen(String name) {
        Path path = folder.resolve(name);
        Channel channel = new Bootstrap().group(loop).channel(EpollDomainDatagramChannel.class)
                .handler(new SimpleChannelInboundHandler<DomainDatagramPacket>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext context, DomainDatagramPacket packet) {
                        heard.add(packet.content().toString(StandardCharsets.UTF_8));
                    }
                }).bind(new DomainSocketAddress(path.toFile())).syncUninterruptibly().channel();
        assertThat(channel.isActive()).isTrue();
        return path.toString();
    }
}
