// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** Latency by percentile as an SVG, the nines spread evenly and the milliseconds by powers of ten; and as .hgrm files. */
record LatencyPlot(String title, Map<String, Histogram> curves) {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 480;
    private static final int LEFT = 70;
    private static final int RIGHT = WIDTH - 45;
    private static final int TOP = 50;
    private static final int BOTTOM = 50;
    private static final int NINES = 5; // to 99.999 %
    private static final int LOWEST = -2; // 10 us
    private static final int HIGHEST = 4; // 10 s
    private static final String[] COLOURS = {"#0b6e4f", "#c8553d", "#3a6ea5", "#8d6a9f", "#b8860b", "#444444"};

    /** One file a curve, in milliseconds, as HdrHistogram's own plotter reads them, and {@code latency.svg}. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, Histogram> curve : curves.entrySet()) {
            Path file = folder.resolve(curve.getKey().replaceAll("\\W+", "-") + ".hgrm");
            try (PrintStream out = new PrintStream(file.toFile(), StandardCharsets.UTF_8)) {
                curve.getValue().outputPercentileDistribution(out, 5, 1e6);
            }
        }
        Files.writeString(folder.resolve("latency.svg"), svg());
    }

    String svg() {
        StringBuilder svg = new StringBuilder(("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
                + "font-family=\"sans-serif\" font-size=\"12\"><rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>"
                + "<text x=\"%d\" y=\"24\" font-size=\"15\">%s</text>%n").formatted(WIDTH, HEIGHT, LEFT, title));
        grid(svg);
        int line = 0;
        for (Map.Entry<String, Histogram> curve : curves.entrySet()) {
            if (curve.getValue().getTotalCount() > 0) {
                curve(svg, curve.getKey(), curve.getValue(), line++);
            }
        }
        return svg.append("</svg>\n").toString();
    }

    private static void grid(StringBuilder svg) {
        for (int power = LOWEST; power <= HIGHEST; power++) {
            String millis = power < 0 ? String.format(Locale.ROOT, "%." + -power + "f", Math.pow(10, power))
                    : Long.toString((long) Math.pow(10, power));
            double y = y(Math.pow(10, power));
            svg.append(String.format(Locale.ROOT, "<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/><text x=\"%d\" y=\"%.1f\" "
                    + "text-anchor=\"end\">%s ms</text>%n", LEFT, y, RIGHT, LEFT - 6, y + 4, millis));
        }
        for (int nines = 0; nines <= NINES; nines++) {
            String percent = nines == 0 ? "0" : nines == 1 ? "90" : "99" + (nines == 2 ? "" : "." + "9".repeat(nines - 2));
            double x = x(1 - Math.pow(10, -nines));
            svg.append(String.format(Locale.ROOT, "<path d=\"M%.1f %dV%d\" stroke=\"#ddd\"/><text x=\"%.1f\" y=\"%d\" "
                    + "text-anchor=\"middle\">%s %%</text>%n", x, TOP, HEIGHT - BOTTOM, x, HEIGHT - BOTTOM + 18, percent));
        }
    }

    private static void curve(StringBuilder svg, String name, Histogram histogram, int line) {
        StringBuilder path = new StringBuilder();
        for (HistogramIterationValue value : histogram.percentiles(10)) {
            double share = Math.min(value.getPercentileLevelIteratedTo() / 100, 1 - Math.pow(10, -NINES));
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", x(share),
                    y(value.getValueIteratedTo() / 1e6)));
        }
        String colour = COLOURS[line % COLOURS.length];
        svg.append("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n".formatted(path, colour));
        svg.append("<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>%n".formatted(LEFT + 12, TOP + 16 + 16 * line, colour, name));
    }

    private static double x(double share) {
        return LEFT + -Math.log10(1 - share) / NINES * (RIGHT - LEFT);
    }

    private static double y(double millis) {
        double power = Math.clamp(Math.log10(Math.max(millis, 1e-9)), LOWEST, HIGHEST);
        return HEIGHT - BOTTOM - (power - LOWEST) / (HIGHEST - LOWEST) * (HEIGHT - BOTTOM - TOP);
    }
}
