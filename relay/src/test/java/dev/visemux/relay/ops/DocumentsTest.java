// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents name is there: files, headings, settings, metrics, alerts, commands, reasons of closes. */
class DocumentsTest {
    private static final Set<String> NOT_OURS = Set.of("node_modules", "target", ".git");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");

    private final Path home = Settings.home();

    @Test
    void shouldLinkOnlyToWhatIsThere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            for (String link : found(LINK, prose(document))) {
                if (!link.matches("[a-z]+:.*") && !isThere(document, link)) {
                    broken.add(home.relativize(document) + " -> " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    /** Load tests have metrics of their own. */
    @Test
    void shouldNameOnlyMetricsThatAreTold() throws IOException {
        List<String> told = found(Pattern.compile("\\| `(\\w+)` \\|"), MetricsTable.print());
        for (Path document : documents().stream().filter(document -> !home.relativize(document).startsWith("bench")).toList()) {
            assertThat(found(Pattern.compile("`((?:visemux|process)_[a-z_*]+)[`{]"), Files.readString(document))).as(document.toString())
                    .allMatch(name -> told.stream().anyMatch(metric -> metric.matches(name.replace("*", "\\w+"))));
        }
    }

    /** What operators read: a code that begins with the name of a section and a dot. Elsewhere `dsp.signal` is a package. */
    @Test
    void shouldNameOnlySettingsThatThereAre() throws IOException {
        Set<String> sections = SettingKey.ALL.stream().map(key -> key.path().split("\\.")[0]).collect(Collectors.toSet());
        for (Path document : documents().stream().filter(this::isForOperators).toList()) {
            assertThat(found(CODE, prose(document)).stream().map(code -> code.replaceFirst("[:=].*", ""))
                    .filter(code -> code.matches("[a-z]+(\\.[a-z_]+)+") && sections.contains(code.split("\\.")[0]))
                    .filter(code -> !code.matches("session\\.(update|created)|tenants\\.yaml"))).as(document.toString())
                    .allMatch(code -> SettingKey.ALL.stream().anyMatch(key -> (key.path() + ".").startsWith(code + ".")));
        }
    }

    @Test
    void shouldSayWhatToDoForEveryAlert() throws IOException {
        String alerts = Files.readString(home.resolve("deploy/prometheus/alerts.yml"));
        assertThat(found(Pattern.compile("\\b(Visemux[A-Z]\\w+)"), Files.readString(home.resolve("deploy/RUNBOOK.md"))).stream().sorted())
                .containsExactlyElementsOf(found(Pattern.compile("- alert: (\\w+)"), alerts).stream().sorted().toList());
    }

    @Test
    void shouldShowOnlyCommandsThatThereAre() throws IOException {
        String launcher = Files.readString(home.resolve("run"));
        String known = launcher.substring(launcher.lastIndexOf("case ${1:-} in"));
        for (Path document : documents()) {
            assertThat(found(Pattern.compile("\\./run ([a-z][a-z-]+)"), Files.readString(document))).as(document.toString())
                    .allMatch(command -> Pattern.compile("\\b" + command + "\\b[ |)]").matcher(known).find());
        }
    }

    @Test
    void shouldExplainEveryCloseAndEveryRefusal() throws IOException {
        String page = Files.readString(home.resolve("deploy/CLOSE-CODES.md"));
        assertThat(found(Pattern.compile("(?m)^\\| (`\\d{4}` \\| `\\w+`) \\| \\S.* \\| \\S.* \\|$"), page))
                .containsExactlyInAnyOrderElementsOf(errors(true)
                        .map(error -> "`" + error.closeCode() + "` | `" + error.code() + "`").toList());
        assertThat(found(Pattern.compile("(?m)^\\| (`\\w+` \\| \\d{3}) \\| \\S.* \\|$"), page))
                .containsExactlyInAnyOrderElementsOf(errors(false).map(error -> "`" + error.code() + "` | " + error.httpStatus()).toList());
        assertThat(found(Pattern.compile("(?m)^\\| ((?:`\\w+`(?:, )?)+ \\| \\d{3})\\b"), page).stream().flatMap(DocumentsTest::statuses))
                .containsAll(errors(true).filter(error -> error.httpStatus() != 0)
                        .map(error -> error.code() + " " + error.httpStatus()).toList());
    }

    @Test
    void shouldHaveTheVersionThatIsBuiltAtTheHeadOfTheChangelog() throws IOException {
        assertThat(found(Pattern.compile("(?m)^## \\[(.*)] - (?:unreleased|\\d{4}-\\d\\d-\\d\\d)$"),
                Files.readString(home.resolve("CHANGELOG.md")))).startsWith(Build.VERSION);
    }

    /** The browser client says them in words. */
    @Test
    void shouldExplainEveryCloseToTheClient() throws IOException {
        String words = Files.readString(home.resolve("relay/src/main/resources/web/client/closing.js"));
        assertThat(errors(true).map(RelayError::code)).allMatch(code -> words.contains("  " + code + ": ["));
    }

    private static Stream<RelayError> errors(boolean closing) {
        return Arrays.stream(RelayError.values()).filter(error -> error.closeCode() != 0 == closing);
    }

    private static Stream<String> statuses(String row) {
        String status = row.substring(row.length() - 3);
        return found(CODE, row).stream().map(code -> code + " " + status);
    }

    private boolean isForOperators(Path document) {
        Path path = home.relativize(document);
        return path.startsWith("deploy") || path.toString().equals("README.md");
    }

    private boolean isThere(Path document, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path file = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
        return Files.exists(file) && (parts.length == 1 || headings(file).contains(parts[1]));
    }

    /** As GitHub names them: lower case, hyphens for blanks, nothing else but letters, digits, hyphens and underscores. */
    private static List<String> headings(Path document) throws IOException {
        return prose(document).lines().filter(line -> line.matches("#+ .*"))
                .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-')).toList();
    }

    /** Without what stands between fences. */
    private static String prose(Path document) throws IOException {
        return Files.readString(document).replaceAll("(?ms)^ *```.*?^ *```", "");
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).distinct().toList();
    }

    private List<Path> documents() {
        List<Path> documents = new ArrayList<>();
        try {
            Files.walkFileTree(home, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return NOT_OURS.contains(folder.getFileName().toString()) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.toString().endsWith(".md")) {
                        documents.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(documents).hasSizeGreaterThan(9);
        return documents;
    }
}
