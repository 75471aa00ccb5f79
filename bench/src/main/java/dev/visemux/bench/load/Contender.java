// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What stands beside each other in {@code compare}; the names are those of its option --only. */
enum Contender {
    direct("direct", null),
    nginx("nginx", Program.nginx),
    nginx16k("nginx, 16 k buffers", Program.nginx),
    haproxy("HAProxy", Program.haproxy),
    node("Node, ws", Program.node),
    undecorated("Visemux, no visemes", null),
    visemux("Visemux", null);

    /** Their settings, and the relay on Node. */
    static final Path FILES = Child.HOME.resolve("bench/contenders");

    final String label;
    final Program program; // null: our own

    Contender(String label, Program program) {
        this.label = label;
        this.program = program;
    }

    /** Then what lives on its heap can be told from what it has taken. */
    boolean isJvm() {
        return this == undecorated || this == visemux;
    }

    /** Why it cannot run here. */
    Optional<String> missing() {
        boolean there = program == null || program.find().isPresent()
                && (this != node || Files.exists(FILES.resolve("node_modules/ws/package.json")));
        return there ? Optional.empty() : Optional.of(label + " is left out: " + program.remedy());
    }
}
