// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** What one session of the demo came to: a line for each audio message, a summary, and whether all is well. */
record TurnReport(Vendor vendor, List<Delivery> deliveries) {
    private static final int HOP_MILLIS = 10;

    void print(PrintStream out) {
        deliveries.stream().filter(Delivery::isAudio).map(TurnReport::line).forEach(out::println);
        out.println(summary());
    }

    private static String line(Delivery delivery) {
        Delivery.Visemes field = delivery.injected();
        return field == null ? "not analysed" : String.format(Locale.ROOT, "%6d ms + %3d ms  %s",
                field.start(), field.audioDuration(),
                field.visemes().stream().map(Delivery.Entry::toString).collect(Collectors.joining(" ")));
    }

    /** Latency is the way from the vendor's write to the client's read; nothing is subtracted. */
    private String summary() {
        Histogram micros = new Histogram(3);
        audio().forEach(delivery -> micros.recordValue(Math.max(0, delivery.nanos() / 1000)));
        return String.format(Locale.ROOT, "messages: %d  audio: %d  hops: %d  decorated: %.1f %%"
                        + "  added latency (vendor's write to client's read): p50 %.2f ms, p99 %.2f ms  identical: %s",
                deliveries.size(), audio().size(), hops(), 100.0 * decorated() / Math.max(1, audio().size()),
                micros.getValueAtPercentile(50) / 1e3, micros.getValueAtPercentile(99) / 1e3,
                identical() ? "yes" : "no");
    }

    /** Why the session was not as it should be. */
    Optional<String> fault() {
        if (audio().isEmpty()) {
            return Optional.of("no audio arrived");
        }
        if (decorated() == 0) {
            return Optional.of("no audio message carries visemes");
        }
        if (!identical()) {
            return Optional.of("bytes of the vendor were changed, lost or reordered");
        }
        if (!mouthCloses()) {
            return Optional.of("the mouth was not closed at the end of the turn");
        }
        return Optional.empty();
    }

    /** ElevenLabs has no end of a turn: there a client rests when the audio is played. */
    private boolean mouthCloses() {
        List<Delivery.Entry> told = deliveries.stream().map(Delivery::injected).filter(Objects::nonNull)
                .flatMap(field -> field.visemes().stream()).toList();
        return vendor == Vendor.elevenlabs || told.getLast().visemeId() == 0;
    }

    private List<Delivery> audio() {
        return deliveries.stream().filter(Delivery::isAudio).toList();
    }

    private long decorated() {
        return audio().stream().filter(delivery -> delivery.injected() != null).count();
    }

    private long hops() {
        long millis = audio().stream().filter(delivery -> delivery.injected() != null)
                .mapToLong(delivery -> delivery.injected().audioDuration()).sum();
        return (millis + HOP_MILLIS - 1) / HOP_MILLIS;
    }

    private boolean identical() {
        return deliveries.stream().allMatch(Delivery::identical);
    }
}
