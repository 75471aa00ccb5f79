// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every turn, however wild and however it is cut into messages. */
class NaturalLipSyncPropertyTest {
    private static final int TURNS = 400;

    private record Change(int viseme, long hop) {}

    /** A turn and what was told of it. */
    private record Told(int[] hops, List<Change> changes) {}

    static Stream<LipSyncOptions> options() {
        Random random = new Random(7);
        Stream<LipSyncOptions> wild = IntStream.range(0, 20).mapToObj(_ -> new LipSyncOptions(random.nextInt(150),
                random.nextInt(150), random.nextFloat(), random.nextFloat(), random.nextBoolean(), random.nextBoolean(),
                random.nextInt(150), Set.of(random.nextInt(1, 11), random.nextInt(11, 22))));
        return Stream.concat(wild, Stream.of(LipSyncOptions.CONVERSATION, LipSyncOptions.FAST_SPEECH,
                LipSyncOptions.EDUCATIONAL, new LipSyncOptions(10_000, 10_000, 1, 0, true, true, 10_000, Set.of(2, 21)),
                new LipSyncOptions(0, 10_000, 0, 0, false, true, 0, Set.of(21))));
    }

    @ParameterizedTest
    @MethodSource("options")
    void shouldTellTheFirstHopAndNothingTwiceOrOutsideOfItsMessage(LipSyncOptions options) {
        turns(options).forEach(turn -> {
            assertThat(turn.changes.getFirst()).isEqualTo(new Change(turn.hops[0], 0));
            assertThat(turn.changes).extracting(Change::hop).doesNotHaveDuplicates().isSorted();
            for (int i = 1; i < turn.changes.size(); i++) {
                assertThat(turn.changes.get(i).viseme).isNotEqualTo(turn.changes.get(i - 1).viseme);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("options")
    void shouldLeaveTheIntervalBeforeAllButSilenceAndCriticalShapes(LipSyncOptions options) {
        turns(options).forEach(turn -> {
            for (int i = 1; i < turn.changes.size(); i++) {
                Change change = turn.changes.get(i);
                if (!isKept(options, change.viseme)) {
                    assertThat(10 * (change.hop - turn.changes.get(i - 1).hop))
                            .isGreaterThanOrEqualTo(options.minVisemeIntervalMillis());
                }
            }
        });
    }

    /** In order: what is told is a way through what was decoded, each shape near its own run. */
    @ParameterizedTest
    @MethodSource("options")
    void shouldNeverReorderNorBeLateBeyondTheBound(LipSyncOptions options) {
        int window = hops(options.mergeWindowMillis());
        long late = new NaturalLipSync(options).mostLateMillis() / 10;
        turns(options).forEach(turn -> {
            long from = 0;
            for (Change change : turn.changes) {
                long onset = onset(turn.hops, change.viseme, Math.max(from, change.hop - late));
                assertThat(onset).as("%s after %d", change, from).isBetween(0L, change.hop + window);
                from = onset + 1;
            }
        });
    }

    @ParameterizedTest
    @MethodSource("options")
    void shouldTellEveryShapeThatMayNotBeSkippedSoonAfterItsOnset(LipSyncOptions options) {
        int hold = options.preserveCriticalVisemes() ? hops(options.criticalMillis()) : 0;
        int window = hops(options.mergeWindowMillis());
        turns(options).forEach(turn -> {
            for (int hop = 1; hop + hold < turn.hops.length; hop++) {
                int viseme = turn.hops[hop];
                if (turn.hops[hop - 1] != viseme && isKept(options, viseme)) {
                    assertThat(toldWithin(turn, viseme, hop - window, hop + hold)).as("%d at %d", viseme, hop).isTrue();
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("options")
    void shouldHoldCriticalShapesUnlessOneThatMayNotBeSkippedHasWaitedAsLong(LipSyncOptions options) {
        int hold = hops(options.criticalMillis());
        turns(options).forEach(turn -> {
            for (int i = 0; i + 1 < turn.changes.size(); i++) {
                Change change = turn.changes.get(i);
                Change next = turn.changes.get(i + 1);
                if (!isCritical(options, change.viseme) || next.hop - change.hop >= hold) {
                    continue;
                }
                assertThat(isKept(options, next.viseme)).isTrue();
                assertThat(onset(turn.hops, next.viseme, next.hop - hold)).as("%s waited", next)
                        .isEqualTo(next.hop - hold);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("options")
    void shouldTellARecordingNoLaterThanItsLookAhead(LipSyncOptions options) {
        int lookAhead = 2 * Math.max(hops(options.minVisemeIntervalMillis()), hops(options.mergeWindowMillis()));
        Random random = new Random(11);
        for (int turn = 0; turn < TURNS; turn++) {
            NaturalLipSync lips = new NaturalLipSync(options);
            for (int hop : turn(random)) {
                lips.add(hop, (_, at) -> assertThat(at).isEqualTo(lips.hops() - 1 - lookAhead));
                assertThat(lips.hops() - lips.decided()).isLessThanOrEqualTo(lookAhead);
            }
            lips.finish(lips.hops(), (_, _) -> { });
            assertThat(lips.decided()).isEqualTo(lips.hops());
        }
    }

    @Test
    void shouldTellEachChangeOnceWhereNothingIsSmoothed() {
        turns(LipSyncOptions.RAW).forEach(turn -> {
            List<Change> changes = new ArrayList<>();
            for (int hop = 0; hop < turn.hops.length; hop++) {
                if (hop == 0 || turn.hops[hop] != turn.hops[hop - 1]) {
                    changes.add(new Change(turn.hops[hop], hop));
                }
            }
            assertThat(turn.changes).isEqualTo(changes);
        });
    }

    private static Stream<Told> turns(LipSyncOptions options) {
        Random random = new Random(3);
        return IntStream.range(0, TURNS).mapToObj(_ -> tell(options, turn(random), random));
    }

    /** Speech-like or wild: few shapes or all, long runs or short ones. */
    private static int[] turn(Random random) {
        int[] hops = new int[1 + random.nextInt(200)];
        int longest = 1 + random.nextInt(random.nextBoolean() ? 3 : 20);
        int shapes = 2 + random.nextInt(21);
        for (int hop = 0; hop < hops.length;) {
            int viseme = random.nextInt(8) == 0 ? 0 : Math.min(21, random.nextInt(shapes) * 22 / shapes);
            int end = Math.min(hops.length, hop + 1 + random.nextInt(longest));
            Arrays.fill(hops, hop, end, viseme);
            hop = end;
        }
        return hops;
    }

    private static Told tell(LipSyncOptions options, int[] hops, Random random) {
        NaturalLipSync lips = new NaturalLipSync(options);
        List<Change> changes = new ArrayList<>();
        int longest = 1 + random.nextInt(40);
        for (int hop = 0; hop < hops.length;) {
            int from = hop;
            int end = Math.min(hops.length, hop + random.nextInt(longest + 1));
            NaturalLipSync.Mouth mouth = (viseme, at) -> {
                assertThat(at).as("in its message").isBetween((long) from, (long) end - 1);
                changes.add(new Change(viseme, at));
            };
            for (; hop < end; hop++) {
                lips.add(hops[hop], mouth);
            }
            lips.settle(mouth);
            assertThat(lips.decided()).isEqualTo(end);
        }
        return new Told(hops, changes);
    }

    /** Where the next run of a shape begins, or -1. */
    private static long onset(int[] hops, int viseme, long from) {
        for (int hop = (int) Math.max(0, from); hop < hops.length; hop++) {
            if (hops[hop] == viseme && (hop == 0 || hops[hop - 1] != viseme)) {
                return hop;
            }
        }
        return -1;
    }

    private static boolean toldWithin(Told turn, int viseme, int from, int to) {
        for (int i = 0; i < turn.changes.size(); i++) {
            long end = i + 1 < turn.changes.size() ? turn.changes.get(i + 1).hop : turn.hops.length;
            if (turn.changes.get(i).viseme == viseme && turn.changes.get(i).hop <= to && end > from) {
                return true;
            }
        }
        return false;
    }

    private static boolean isKept(LipSyncOptions options, int viseme) {
        return viseme == 0 && options.preserveSilence() || isCritical(options, viseme);
    }

    private static boolean isCritical(LipSyncOptions options, int viseme) {
        return options.preserveCriticalVisemes() && options.criticalVisemes().contains(viseme);
    }

    private static int hops(int millis) {
        return (millis + 9) / 10;
    }
}
