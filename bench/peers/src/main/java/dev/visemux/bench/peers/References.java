// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.peers;

import dev.visemux.dsp.signal.FeatureOptions;
import dev.visemux.dsp.signal.Kernels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** What is written in Python and C++: {@code references.py} in a virtual environment of its own, made when it is missing. */
final class References {
    private static final String REMEDY = "needs Python 3 with venv (apt-get install python3-venv) and PyPI";
    private static final String RESAMPLE = ResampleStage.class.getAnnotation(Stage.class).value();
    private static final String MFCC = MfccStage.class.getAnnotation(Stage.class).value();
    private static final int RATE = 24_000;

    private final Path scripts;
    private final Path venv;
    private final Path sound;

    private References(Path home) throws IOException {
        scripts = home.resolve("bench/peers/src/main/python");
        venv = home.resolve("bench/peers/target/venv");
        sound = Files.createDirectories(home.resolve("bench/peers/target/sound"));
    }

    /** Puts theirs behind the rows that they belong to; where there is no Python, rows that say so. */
    static List<Row> among(List<Row> rows, Path home) throws Exception {
        List<Row> all = new ArrayList<>(rows);
        if (rows.stream().noneMatch(each -> each.stage().equals(MFCC) || each.stage().equals(RESAMPLE))) {
            return all;
        }
        for (Row theirs : new References(home).rows()) {
            for (int i = all.size() - 1; i >= 0; i--) {
                if (all.get(i).isBeside(theirs)) {
                    all.add(i + 1, theirs);
                    break;
                }
            }
        }
        return all;
    }

    private List<Row> rows() throws Exception {
        if (!install()) {
            return List.of(missing(RESAMPLE, "24,000 Hz", "librosa"),
                    missing(MFCC, "10 hops of speech", "kaldi-native-fbank, librosa"));
        }
        writeSound();
        Process process = new ProcessBuilder(venv.resolve("bin/python").toString(), scripts.resolve("references.py").toString(),
                sound.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<Row> rows = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
                .map(line -> line.split("\t")).map(fields -> new Row("", fields[0], fields[1], fields[2],
                        Double.parseDouble(fields[3]), Double.NaN, fields[4])).toList();
        if (process.waitFor() != 0) {
            throw new IOException("references.py failed, see above; --no-python leaves it out");
        }
        return rows;
    }

    private static Row missing(String stage, String input, String way) {
        return new Row("", stage, input, way, Double.NaN, Double.NaN, REMEDY);
    }

    private boolean install() throws IOException, InterruptedException {
        Path done = venv.resolve("installed");
        Path wanted = scripts.resolve("requirements.txt");
        if (Files.exists(done) && Files.mismatch(done, wanted) < 0) {
            return true;
        }
        boolean installed = run("python3", "-m", "venv", venv.toString())
                && run(venv.resolve("bin/python").toString(), "-m", "pip", "install", "--quiet", "-r", wanted.toString());
        if (installed) {
            Files.copy(wanted, done, StandardCopyOption.REPLACE_EXISTING);
        }
        return installed;
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start().waitFor() == 0;
        } catch (IOException e) {
            return false; // there is no such program
        }
    }

    private void writeSound() throws IOException {
        FeatureOptions options = Sound.manifest().features();
        float[] sound24 = Sound.samples(RATE);
        write("sound24", sound24);
        write("sound16", Sound.resampled(sound24, RATE, options.sampleRateHz(), Kernels.best()));
        write("wave16", Sound.wave(options));
        MfccStage mfcc = new MfccStage();
        mfcc.prepare();
        write("cepstra0", mfcc.cepstra(0));
        write("cepstra56", mfcc.cepstra((options.fftSize() - options.windowSamples()) / 2)); // where librosa's windows lie
    }

    private void write(String name, float[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        Files.write(sound.resolve(name + ".f32"), bytes.array());
    }
}
