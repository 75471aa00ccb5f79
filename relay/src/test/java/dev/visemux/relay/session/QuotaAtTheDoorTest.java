// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.access.Account;
import dev.visemux.relay.access.Increment;
import dev.visemux.relay.access.TenantLimits;
import dev.visemux.relay.access.Usage;
import dev.visemux.relay.ops.RelayError;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a tenant's limits do at the doors and to a session, and that no place is lost. */
class QuotaAtTheDoorTest extends AtTheDoor {
    @Test
    void shouldCloseOneSessionTooManyWithoutSpendingItsToken() {
        limits = new TenantLimits(1, 0, 0, 0, 0);
        send(upgrade(URL_DOOR + token()));
        assertThat(answer()).startsWith("HTTP/1.1 101");
        EmbeddedChannel first = client;
        String token = token();
        client = connect();
        send(upgrade(URL_DOOR + token));
        assertThat(closeBehindThe101()).isEqualTo("1008 quota_exceeded");
        assertThat(metrics.value(RelayError.QUOTA_EXCEEDED)).isEqualTo(1);
        client.finishAndReleaseAll();
        first.finishAndReleaseAll();
        expectOpen(token);
    }

    @Test
    void shouldLoseNoPlaceToWhoIsNotLetIn() {
        limits = new TenantLimits(1, 0, 0, 0, 0);
        List<Consumer<RelayError>> asked = new ArrayList<>();
        singleUse = (_, _, _, verdict) -> asked.add(verdict);
        arrive(token());
        asked.removeLast().accept(RelayError.TOKEN_CONSUMED);
        assertThat(closeBehindThe101()).isEqualTo("1008 token_consumed");
        arrive(token());
        client.close();
        asked.removeLast().accept(null);
        client = connect();
        send(upgrade(URL_DOOR + token()) + "GET / HTTP/1.1\r\n\r\n");
        asked.removeLast().accept(null);
        assertThat(answer()).as("it spoke before it was answered").startsWith("HTTP/1.1 400");
        singleUse = (_, _, _, verdict) -> verdict.accept(null);
        expectOpen(token());
    }

    @Test
    void shouldRefuseAddressesThatComeTooOftenAndTenantsThatAreGone() throws Exception {
        limits = new TenantLimits(0, 0, 1, 0, 0);
        address = InetAddress.ofLiteral("192.0.2.1");
        expectOpen(token());
        arrive(token());
        assertThat(closeBehindThe101()).isEqualTo("1008 rate_limited");
        address = InetAddress.ofLiteral("192.0.2.2");
        expectOpen(token());
        limits = new TenantLimits(0, 0, 0, 0, 0);
        enabled = false;
        arrive(token());
        assertThat(closeBehindThe101()).isEqualTo("1008 forbidden");
    }

    @Test
    void shouldCloseOnPagesThatTheTenantDoesNotList() {
        origins = Set.of("https://app.acme.example");
        String token = token();
        for (String origin : List.of("https://evil.example", "null")) {
            client.finishAndReleaseAll();
            client = connect();
            send(upgrade(URL_DOOR + token, "Origin: " + origin));
            assertThat(closeBehindThe101()).isEqualTo("1008 forbidden");
        }
        client.finishAndReleaseAll();
        client = connect();
        send(upgrade(URL_DOOR + token, "Origin: https://app.acme.example"));
        assertThat(answer()).startsWith("HTTP/1.1 101").endsWith("\r\n\r\n");
        expectOpen(token()); // no page
    }

    @Test
    void shouldEndASessionAfterItsTenantsMinutes() {
        limits = new TenantLimits(1, 0, 0, 1, 0);
        arrive(token());
        outcome.connected(vendor);
        pass(59);
        assertThat(answerBytes()).endsWith('\r', '\n', '\r', '\n');
        pass(2);
        assertThat(closeBehindThe101()).isEqualTo("1008 session_expired");
        client.finishAndReleaseAll();
        vendor.finishAndReleaseAll();
        arrive(token());
        assertThat(answer()).startsWith("HTTP/1.1 101");
    }

    @Test
    void shouldEndASessionWhoseTenantHasHadItsMonthsSpeechUntilTheNextMonth() {
        limits = new TenantLimits(0, 0, 0, 0, 1);
        arrive(token());
        outcome.connected(vendor);
        speech.add(new Increment(new Account("acme", "openai"), new Usage(0, 0, 0, 3_600_000, 0, 0)));
        pass(2);
        assertThat(closeBehindThe101()).isEqualTo("1008 quota_exceeded");
        arrive(token());
        assertThat(closeBehindThe101()).isEqualTo("1008 quota_exceeded");
        now = Instant.parse("2026-12-01T00:00:00Z");
        expectOpen(token());
    }

    private void pass(int seconds) {
        client.advanceTimeBy(seconds, TimeUnit.SECONDS);
        client.runScheduledPendingTasks();
    }

    private void arrive(String token) {
        client.finishAndReleaseAll();
        client = connect();
        send(upgrade(URL_DOOR + token));
    }

    private void expectOpen(String token) {
        arrive(token);
        assertThat(answer()).startsWith("HTTP/1.1 101").as("no farewell").endsWith("\r\n\r\n");
        client.finishAndReleaseAll();
    }
}
