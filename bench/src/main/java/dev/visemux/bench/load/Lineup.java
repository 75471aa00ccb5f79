// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** All contenders at once, so that they can be measured in turn; who is not measured has no sessions. */
record Lineup(List<Standing> standing) implements AutoCloseable {
    static Lineup start(Collection<Contender> contenders, Path folder, int upstreamPort, Map<String, String> settings,
            List<String> flags) throws Exception {
        Lineup lineup = new Lineup(new ArrayList<>());
        try {
            for (Contender contender : contenders) {
                lineup.standing.add(Standing.start(contender, folder, upstreamPort, settings, flags));
            }
            return lineup;
        } catch (IOException | InterruptedException e) {
            lineup.close();
            throw e;
        }
    }

    /** Another one begins in each round: nobody always comes after the same. */
    List<Standing> order(int round) {
        List<Standing> order = new ArrayList<>(standing);
        Collections.rotate(order, -round);
        return order;
    }

    /** Those that are something, and not nothing. */
    List<Standing> processes() {
        return standing.stream().filter(each -> !each.between().pids().isEmpty()).toList();
    }

    @Override
    public void close() throws Exception {
        for (Standing each : standing) {
            each.close();
        }
    }
}
