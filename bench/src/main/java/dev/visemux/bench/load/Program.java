// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What others are run with. It may be missing; then it is not compared. */
enum Program {
    nginx("nginx", "-v"), haproxy("haproxy", "-v"), node("nodejs npm", "--version");

    /** Debian's servers are not on everybody's path. */
    private static final List<String> SERVERS = List.of("/usr/sbin", "/usr/local/sbin");

    private final String debianPackages;
    private final String tellVersion;

    Program(String debianPackages, String tellVersion) {
        this.debianPackages = debianPackages;
        this.tellVersion = tellVersion;
    }

    Optional<Path> find() {
        return Stream.concat(Stream.of(System.getenv("PATH").split(File.pathSeparator)), SERVERS.stream())
                .map(folder -> Path.of(folder, name())).filter(Files::isExecutable).findFirst();
    }

    String path() {
        return find().orElseThrow().toString();
    }

    /** Also of a program without the modules that it runs. */
    String remedy() {
        return name() + " is missing; on Debian: apt-get install " + debianPackages;
    }

    String version() throws IOException {
        return firstLine(path(), tellVersion).replaceAll("^.*version:? | - http.*$", "");
    }

    /** Of what a command says, on whichever output. */
    static String firstLine(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return said.lines().findFirst().orElse("");
    }
}
