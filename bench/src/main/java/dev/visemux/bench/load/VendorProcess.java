// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.visemux.bench.FakeOptions;
import dev.visemux.bench.Main;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The vendors in a process of their own. */
record VendorProcess(Child child, int port) implements AutoCloseable {
    private static final List<String> HEAP = List.of("-Xmx512m"); // all that it says is rendered once
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param port 0 lets the system choose */
    static VendorProcess start(Path folder, int port, FakeOptions.Pace pace, int chunkMillis) throws IOException {
        Child child = Child.start(folder.resolve("upstream.log"), HEAP, Map.of(), Main.class, "load-upstream",
                "--port", "" + port, "--pace", pace.name(), "--chunk-ms", "" + chunkMillis);
        return new VendorProcess(child, Integer.parseInt(child.line()));
    }

    /** From now on is measured. */
    void measure() throws IOException {
        child.ask("measure");
    }

    VendorReport report() throws IOException {
        return JSON.readValue(child.ask("report"), VendorReport.class);
    }

    @Override
    public void close() {
        child.close();
    }
}
