// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.visemux.dsp.signal.FeatureOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What config/models/NAME/manifest.yaml says of the network beside it. Every key is required, no other is known;
 * {@code about} is free.
 *
 * @param name     the folder's name
 * @param language BCP 47
 * @param about    free form: description, recipe, attribution, scores
 * @param sha256   of model.pt
 * @param features how rows are made
 * @param context  rows seen on both sides of a hop
 * @param decoder  how scores become visemes
 */
public record ModelManifest(String name, String language, Map<String, Object> about, String sha256,
        FeatureOptions features, Context context, Decoder decoder) {

    private static final ObjectMapper YAML = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    public ModelManifest {
        require(sha256.matches("[0-9a-f]{64}"), "sha256 is not 64 hex digits");
    }

    public static ModelManifest read(Path file) {
        try {
            ModelManifest read = YAML.readValue(file.toFile(), ModelManifest.class);
            if (read == null) {
                throw new ModelException(file, "says nothing; every key is required");
            }
            return read;
        } catch (JsonMappingException e) {
            throw new ModelException(file, reason(e), e);
        } catch (JacksonException e) {
            throw new ModelException(file, "not YAML: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ModelException(file, "cannot be read: " + e.getMessage(), e);
        }
    }

    private static String reason(JsonMappingException e) {
        String line = e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
        return line + (e.getCause() == null ? e.getOriginalMessage() : e.getCause().getMessage());
    }

    private static void require(boolean holds, String fault) {
        if (!holds) {
            throw new IllegalArgumentException(fault);
        }
    }

    /** Rows before and after a hop's own; the later ones are latency. */
    public record Context(int left, int right) {
        public Context {
            require(left >= 0 && left <= 64, "context: left is outside 0 to 64");
            require(right >= 0 && right <= 12, "context: right is outside 0 to 12");
        }
    }

    /**
     * Natural logarithms throughout.
     *
     * @param lag           hops of hindsight before a hop is decided
     * @param emissionScale factor of the network's log-probabilities
     * @param shortScale    the same where a hop is decided short of context
     * @param bias          added to each viseme's emission
     * @param minHops       shortest stay in each viseme
     * @param transitions   {@code [from][to]}
     */
    public record Decoder(int lag, float emissionScale, float shortScale, float[] bias, int[] minHops,
            float[][] transitions) {
        private static final int MAX_LAG = 32;
        private static final int MAX_MIN_HOPS = 10;

        public Decoder {
            require(lag >= 0 && lag <= MAX_LAG, "decoder: lag is outside 0 to " + MAX_LAG);
            require(emissionScale > 0, "decoder: emission_scale is not positive");
            require(shortScale > 0, "decoder: short_scale is not positive");
            requireNumbers("bias", bias);
            require(minHops.length == Viseme.COUNT, "decoder: min_hops needs " + Viseme.COUNT + " numbers");
            for (int hops : minHops) {
                require(hops >= 1 && hops <= MAX_MIN_HOPS, "decoder: min_hops is outside 1 to " + MAX_MIN_HOPS);
            }
            require(transitions.length == Viseme.COUNT, "decoder: transitions needs " + Viseme.COUNT + " rows");
            for (float[] row : transitions) {
                requireNumbers("transitions", row);
            }
        }

        private static void requireNumbers(String name, float[] numbers) {
            require(numbers.length == Viseme.COUNT, "decoder: " + name + " needs " + Viseme.COUNT + " numbers");
            for (float number : numbers) {
                require(Float.isFinite(number), "decoder: " + name + " holds " + number);
            }
        }
    }
}
