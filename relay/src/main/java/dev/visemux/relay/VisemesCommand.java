// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import dev.visemux.dsp.engine.DspEngine;
import dev.visemux.dsp.engine.DspLink;
import dev.visemux.dsp.engine.DspOptions;
import dev.visemux.dsp.viseme.LipSyncOptions;
import dev.visemux.dsp.viseme.VisemeModels;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Mouth shapes of recorded speech, by the engine that serves conversations. This thread is the owner of every file's
 * stream; several files are under way at once so that batches fill, and answers come in the order of the arguments.
 */
@Command(name = "visemes", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Print the mouth shapes of recorded speech: 22 visemes in Microsoft's numbering.", ""},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every file is answered", "1:a file failed; the others are answered", "2:wrong options"})
final class VisemesCommand implements Callable<Integer> {
    /** On each worker. */
    private static final int FILES_AT_ONCE = 16;
    /** Nobody converses here: a worker on a busy machine, whose code is not compiled yet, is slow and does not hang. */
    private static final long STALL_MILLIS = 60_000;
    private static final int MIN_PIECE_MILLIS = 10;
    /** So that the pieces of so many files fit into a ring at once. */
    private static final int MAX_PIECE_MILLIS = 10_000;

    @Parameters(arity = "1..*", paramLabel = "FILE",
            description = "WAV: PCM of 8 to 32 bits, float, mu-law or A-law; 8 to 48 kHz; channels are mixed.")
    private List<Path> paths;

    @Option(names = "--model", paramLabel = "M", defaultValue = "default",
            description = "A folder of config/models. Default: ${DEFAULT-VALUE}")
    private String model;

    @Option(names = "--models", paramLabel = "DIR", description = "Where the models are. Default: config/models")
    private Path models;

    @Option(names = "--runtime", paramLabel = "R", defaultValue = "auto", description = "What computes the network: "
            + "auto, vector or torch (config/relay.yaml: dsp.runtime). Default: ${DEFAULT-VALUE}")
    private VisemeModels.Runtime runtime;

    @ArgGroup
    private Smoothing smoothing = new Smoothing();

    private static final class Smoothing {
        @Option(names = "--raw", description = "The decoder's own changes, not smoothed.")
        private boolean raw;

        @Option(names = "--natural", paramLabel = "PRESET", defaultValue = "conversation",
                description = "Natural lip sync: conversation, fast_speech or educational. Default: ${DEFAULT-VALUE}")
        private String preset = "conversation";
    }

    @Option(names = "--stream-ms", paramLabel = "N", description = "Give pieces of N milliseconds and answer each "
            + "before the next, as a live call does (" + MIN_PIECE_MILLIS + " to " + MAX_PIECE_MILLIS + "). "
            + "Default: whole files.")
    private Integer pieceMillis;

    @Option(names = "--format", paramLabel = "F", defaultValue = "json", description = "json: a timeline a line. "
            + "jsonl: name and cues a line. tsv: a cue a line, offset in ms and viseme, the name first if there are many "
            + "files. "
            + "Default: ${DEFAULT-VALUE}")
    private CueFormat format;

    @Spec
    private CommandSpec spec;

    private final BlockingQueue<Runnable> wakeUps = new LinkedBlockingQueue<>();
    private final List<SpokenFile> files = new ArrayList<>();
    private LipSyncOptions lipSync;
    private int printed;
    private int failed;

    @Override
    public Integer call() throws InterruptedException {
        check();
        VisemeModels found = VisemeModels.in(models == null ? home().resolve("config/models") : models, runtime);
        if (!found.names().contains(model)) {
            throw new ParameterException(spec.commandLine(),
                    "--model: there is no " + model + ", only " + found.names());
        }
        DspOptions options = DspOptions.defaults().withSteadyShapes().withoutWarmUp().withStallMillis(STALL_MILLIS);
        try (DspEngine engine = DspEngine.start(options, found.only(model))) {
            answerAll(engine, options.workers());
        }
        spec.commandLine().getOut().flush();
        return failed == 0 ? 0 : 1;
    }

    private void check() {
        lipSync = smoothing.raw ? LipSyncOptions.RAW : LipSyncOptions.preset(smoothing.preset);
        if (lipSync == null) {
            throw new ParameterException(spec.commandLine(),
                    "--natural: there is no " + smoothing.preset + ", only conversation, fast_speech and educational");
        }
        if (pieceMillis != null && (pieceMillis < MIN_PIECE_MILLIS || pieceMillis > MAX_PIECE_MILLIS)) {
            throw new ParameterException(spec.commandLine(),
                    "--stream-ms: " + pieceMillis + " is outside " + MIN_PIECE_MILLIS + " to " + MAX_PIECE_MILLIS);
        }
    }

    private void answerAll(DspEngine engine, int workers) throws InterruptedException {
        List<DspLink> links = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            links.add(engine.link(wakeUps::add));
        }
        while (printed < paths.size()) {
            while (files.size() < paths.size() && startOnOneOf(links)) {
                continue;
            }
            print();
            if (printed < files.size()) {
                wakeUps.take().run();
            }
        }
    }

    /** Starts the next file where there is least to do; false where there is enough everywhere. */
    private boolean startOnOneOf(List<DspLink> links) {
        DspLink link = links.stream().min(Comparator.comparingLong(this::underWay)).orElseThrow();
        if (underWay(link) == FILES_AT_ONCE) {
            return false;
        }
        int piece = pieceMillis == null ? SpokenFile.WHOLE : pieceMillis;
        SpokenFile file = new SpokenFile(paths.get(files.size()), link, model, piece, lipSync);
        files.add(file);
        file.advance();
        return true;
    }

    private long underWay(DspLink link) {
        return files.subList(printed, files.size()).stream()
                .filter(file -> file.link() == link && !file.ended()).count();
    }

    /** Those that have ended, up to the first that has not. */
    private void print() {
        PrintWriter out = spec.commandLine().getOut();
        for (; printed < files.size() && files.get(printed).ended(); printed++) {
            SpokenFile file = files.set(printed, null);
            if (file.fault() == null) {
                String name = utterance(paths.get(printed));
                out.print(format.write(name, paths.size() > 1, file.timeline(), file.durationMillis()));
            } else {
                failed++;
                spec.commandLine().getErr().println("visemes: " + paths.get(printed) + ": " + file.fault());
            }
        }
        out.flush();
    }

    /** The argument's file name as it was given. */
    private static String utterance(Path path) {
        String name = path.getFileName().toString();
        return name.toLowerCase(Locale.ROOT).endsWith(".wav") ? name.substring(0, name.length() - 4) : name;
    }

    private static Path home() {
        return Path.of(System.getProperty("visemux.home", "."));
    }
}
