// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.visemux.relay.ops.Metrics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a tenant is charged for is what its clients were told, with every vendor. */
@Timeout(60)
class MeteringTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void shouldTellByVendorWhatItsClientsHeard() throws Exception {
        try (Rig rig = Rig.start(SharedRig.options(), SharedRig.SETTINGS)) {
            Map<String, Long> heard = new HashMap<>();
            for (Vendor vendor : Vendor.values()) {
                List<Delivery> deliveries = Turn.take(rig, vendor, SharedRig.options());
                heard.put(vendor.toString(), Turn.audio(deliveries).stream().mapToLong(delivery -> delivery.injected().audioDuration()).sum());
            }
            Await.until("all sessions have ended", () -> rig.relay().metrics().value(Metrics.Counter.SESSIONS_CLOSED) == heard.size());
            Await.until("all of it is written down", () -> audio(usage(rig)) >= heard.values().stream().mapToLong(Long::longValue).sum());
            Map<String, JsonNode> usage = usage(rig);
            assertThat(usage).containsOnlyKeys(heard.keySet());
            usage.forEach((vendor, row) -> {
                assertThat(row.get("audio_ms").longValue()).as(vendor).isEqualTo(heard.get(vendor)).isPositive();
                assertThat(row.get("speech_ms").longValue()).as(vendor).isBetween(1L, heard.get(vendor));
                assertThat(row.get("sessions").longValue()).as(vendor).isOne();
                assertThat(row.get("session_ms").longValue()).as(vendor).isPositive();
            });
        }
    }

    private static long audio(Map<String, JsonNode> usage) {
        return usage.values().stream().mapToLong(row -> row.get("audio_ms").longValue()).sum();
    }

    /** By provider. */
    private static Map<String, JsonNode> usage(Rig rig) throws Exception {
        URI uri = URI.create(rig.relay().publicUrl() + "/v1/usage?from=" + LocalDate.now(ZoneOffset.UTC).minusDays(1));
        HttpRequest request = HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + rig.tenant().tenantKey()).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            Map<String, JsonNode> rows = new HashMap<>();
            JSON.readTree(client.send(request, BodyHandlers.ofString()).body()).get("usage")
                    .forEach(row -> rows.put(row.get("provider").textValue(), row));
            return rows;
        }
    }
}
