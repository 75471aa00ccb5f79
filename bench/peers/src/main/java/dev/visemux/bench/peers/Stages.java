// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.peers;

import dev.visemux.dsp.engine.RingStage;
import dev.visemux.relay.session.SpliceStage;
import dev.visemux.relay.session.WholeStage;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Every stage of a message's way, in order, and what is told of each benchmark besides its time. */
final class Stages {
    private static final List<Class<? extends Comparison>> ALL = List.of(ScanStage.class, Base64Stage.class, RingStage.class,
            ResampleStage.class, MfccStage.class, FeaturesStage.class, InferenceStage.class, StreamStage.class, DecodeStage.class,
            SpliceStage.class, WholeStage.class);

    /**
     * @param key       names the benchmark with its parameters
     * @param messages  of 100 ms in one operation
     * @param agreement how far its results are from ours
     * @param twin      how far ours without vectors are
     */
    record Told(String key, String stage, String input, String way, double messages, String agreement, String twin) {}

    private Stages() {}

    static List<Class<? extends Comparison>> named(String part) {
        return ALL.stream().filter(each -> each.getSimpleName().toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT)))
                .toList();
    }

    /** Runs every way of these stages once and compares; the order is the table's. */
    static Map<String, Told> compare(List<Class<? extends Comparison>> stages) throws Exception {
        Map<String, Told> all = new LinkedHashMap<>();
        for (Class<? extends Comparison> stage : stages) {
            for (Map<String, String> parameters : parameters(stage)) {
                Comparison comparison = stage.getDeclaredConstructor().newInstance();
                for (Map.Entry<String, String> parameter : parameters.entrySet()) {
                    set(comparison, parameter.getKey(), parameter.getValue());
                }
                comparison.prepare();
                for (Method method : ways(stage)) {
                    Told told = tell(comparison, method, parameters);
                    all.put(told.key, told);
                }
                comparison.close();
            }
        }
        return all;
    }

    static String key(String benchmark, Map<String, String> parameters) {
        return benchmark + (parameters.isEmpty() ? "" : " " + parameters);
    }

    private static Told tell(Comparison comparison, Method method, Map<String, String> parameters) throws Exception {
        Class<?> stage = comparison.getClass();
        boolean ours = method.getName().equals(Way.OURS);
        return new Told(key(stage.getName() + "." + method.getName(), parameters), stage.getAnnotation(Stage.class).value(),
                comparison.input(), method.getAnnotation(Way.class).value(), comparison.messages(),
                ours ? comparison.remark() : comparison.agreement(method.getName()),
                ours && stage.getAnnotation(Stage.class).vectors() ? comparison.agreement(Comparison.SCALAR) : "");
    }

    /** Ours first, the others by name. */
    private static List<Method> ways(Class<?> stage) {
        return Arrays.stream(stage.getMethods()).filter(each -> each.isAnnotationPresent(Benchmark.class))
                .sorted((a, b) -> Boolean.compare(b.getName().equals(Way.OURS), a.getName().equals(Way.OURS)) * 1000
                        + Integer.signum(a.getName().compareTo(b.getName()))).toList();
    }

    private static List<Map<String, String>> parameters(Class<?> stage) {
        for (Field field : stage.getFields()) {
            if (field.isAnnotationPresent(Param.class)) {
                return Arrays.stream(field.getAnnotation(Param.class).value()).map(each -> Map.of(field.getName(), each)).toList();
            }
        }
        return List.of(Map.of());
    }

    private static void set(Object target, String name, String value) throws ReflectiveOperationException {
        Field field = target.getClass().getField(name);
        Class<?> type = field.getType();
        field.set(target, !type.isEnum() ? (Object) Integer.valueOf(value)
                : Arrays.stream(type.getEnumConstants()).filter(each -> each.toString().equals(value)).findFirst().orElseThrow());
    }
}
