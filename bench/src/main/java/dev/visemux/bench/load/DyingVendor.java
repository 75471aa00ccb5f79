// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What clients are told when their vendor is gone, and how soon. */
record DyingVendor(Lineup lineup, VendorProcess vendors, Consumer<String> progress) {
    private static final int WITNESSES = 5; // of each

    /** Of what the vendor dies. */
    enum Cause { RESET, SIGKILL }

    /** @param seen code and reason of the close, as many as there were different ones */
    record Result(Contender contender, Cause cause, String seen, Spread millis) {}

    /** Nothing runs behind the contenders afterwards. */
    List<Result> run() throws Exception {
        progress.accept("dying vendors");
        List<Result> all = new ArrayList<>();
        HttpClient http = HttpClient.newHttpClient();
        try {
            for (Standing each : lineup.standing()) {
                all.add(reset(http, each));
            }
            all.addAll(killed(http));
        } finally {
            http.shutdownNow(); // to close it would wait for who never got an answer
        }
        return all;
    }

    /** One after the other, each in the middle of a message. */
    private static Result reset(HttpClient http, Standing each) throws Exception {
        List<Witness.End> ends = new ArrayList<>();
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < WITNESSES; i++) {
            Witness witness = Witness.open(http, each.between().way(), true);
            long asked = System.nanoTime();
            witness.letVendorBreak();
            ends.add(witness.end());
            millis.add((ends.getLast().nanos() - asked) / 1e6);
        }
        return result(each, Cause.RESET, ends, millis);
    }

    /** The process of all vendors. */
    private List<Result> killed(HttpClient http) throws Exception {
        Map<Standing, List<Witness>> witnesses = new LinkedHashMap<>();
        for (Standing each : lineup.standing()) {
            List<Witness> its = new ArrayList<>();
            for (int i = 0; i < WITNESSES; i++) {
                its.add(Witness.open(http, each.between().way(), true));
            }
            witnesses.put(each, its);
        }
        long killed = System.nanoTime();
        vendors.child().kill();
        List<Result> all = new ArrayList<>();
        for (Map.Entry<Standing, List<Witness>> each : witnesses.entrySet()) {
            List<Witness.End> ends = new ArrayList<>();
            for (Witness witness : each.getValue()) {
                ends.add(witness.end());
            }
            all.add(result(each.getKey(), Cause.SIGKILL, ends, ends.stream().map(end -> (end.nanos() - killed) / 1e6).toList()));
        }
        return all;
    }

    private static Result result(Standing each, Cause cause, List<Witness.End> ends, List<Double> millis) {
        String seen = ends.stream().map(Witness.End::toString).collect(Collectors.toCollection(TreeSet::new)).stream()
                .collect(Collectors.joining(", "));
        return new Result(each.contender(), cause, seen, Spread.of(millis.stream().mapToDouble(Double::doubleValue)));
    }
}
