// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.visemux.relay.access.Grant;
import dev.visemux.relay.access.Tenant;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds a secret does not show it to a log line, a debugger or a stack trace that prints it. */
class ToStringTest {
    private static final String SECRET = "s3cr3t";

    @ParameterizedTest
    @ValueSource(strings = {"access.Grant", "access.LiveKitTokens$Seat", "access.SignedUrls$Sealed", "access.Tenant",
        "access.TenantsFile$Entry", "http.JsonFields", "ops.ConfigSource$Given", "ops.RelayConfig$Tokens$Key", "provider.Caller",
        "provider.ElevenLabs$Signed", "provider.Endpoint", "provider.Errand", "provider.RestAnswer", "session.Visit",
        "upstream.Asker$Answer"})
    void shouldShowNoSecret(String name) throws ReflectiveOperationException {
        Class<?> type = Class.forName("dev.visemux.relay." + name);
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Constructor<?> constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        Object[] values = Arrays.stream(components).map(ToStringTest::value).toArray();
        assertThat(Arrays.stream(values)).as("there is something to hide").anyMatch(value -> value != null && !(value instanceof Number));
        assertThat(constructor.newInstance(values).toString()).doesNotContain(SECRET);
    }

    /** What names something may be shown; all else is secret. */
    private static Object value(RecordComponent component) {
        Class<?> type = component.getType();
        if (component.getName().equals("network")) {
            return "10.0.0.0/8"; // any other text is refused
        }
        if (type == String.class) {
            List<String> names = List.of("kid", "jti", "tenant", "name", "provider", "path", "room", "origin");
            return names.contains(component.getName()) ? component.getName() : SECRET;
        }
        return type == boolean.class ? (Object) true : type == int.class ? (Object) 0 : type == long.class ? (Object) 0L
                : type == URI.class ? URI.create("https://vendor.example/" + SECRET + "?key=" + SECRET)
                : type == Map.class ? Map.of("openai", SECRET)
                : type == List.class ? List.of(SECRET)
                : type == HttpHeaders.class ? new DefaultHttpHeaders().set("Authorization", SECRET)
                : type == HttpMethod.class ? HttpMethod.POST
                : type == JsonNode.class ? JsonNodeFactory.instance.objectNode().put("token", SECRET)
                : type == Tenant.class ? new Tenant("acme", true, null, null, null, Map.of("openai", SECRET), null)
                : type == Grant.class ? new Grant("j", "acme", "openai", SECRET, Map.of("a", SECRET), "m", false, null, Instant.MAX)
                : null;
    }
}
