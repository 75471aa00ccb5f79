// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/**
 * Something the fake vendor can say. The JDK's own converters are used throughout, so that a fault in our signal
 * processing cannot hide itself.
 *
 * @param text what is said
 * @param pcm  24 kHz mono PCM16, little-endian
 */
public record Speech(String text, byte[] pcm) {
    private static final AudioFormat STORED = linear(24_000);

    /** What the English agent says, in order. */
    static List<Speech> builtIn() throws IOException {
        return Language.en.speeches();
    }

    /** The sentences in the jar that {@code name} lists. */
    static List<Speech> listed(String name) throws IOException {
        try (InputStream index = resource(name)) {
            BufferedReader lines = new BufferedReader(new InputStreamReader(index, StandardCharsets.UTF_8));
            List<Speech> all = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split("\t", 2);
                all.add(read(resource(fields[0]), fields[1]));
            }
            return all;
        }
    }

    static Speech of(Path wav) throws IOException {
        if (!Files.isReadable(wav)) {
            throw new IOException("there is no file " + wav + " that can be read");
        }
        return read(Files.newInputStream(wav), wav.getFileName().toString());
    }

    private static InputStream resource(String name) throws IOException {
        InputStream found = Speech.class.getResourceAsStream("/speech/" + name);
        if (found == null) {
            throw new IOException("no speech/" + name + " on the class path");
        }
        return found;
    }

    private static Speech read(InputStream wav, String text) throws IOException {
        try (InputStream in = new BufferedInputStream(wav)) {
            AudioInputStream source = AudioSystem.getAudioInputStream(in);
            return new Speech(text, AudioSystem.getAudioInputStream(STORED, source).readAllBytes());
        } catch (UnsupportedAudioFileException | IllegalArgumentException e) {
            throw new IOException(text + " is not a WAV file that the JDK reads: " + e.getMessage(), e);
        }
    }

    /** The same speech as a vendor sends it. */
    public byte[] as(Encoding encoding, int rateHz) throws IOException {
        if (encoding == Encoding.PCM16 && rateHz == STORED.getSampleRate()) {
            return pcm;
        }
        long frames = pcm.length / STORED.getFrameSize();
        AudioInputStream stored = new AudioInputStream(new ByteArrayInputStream(pcm), STORED, frames);
        AudioInputStream linear = AudioSystem.getAudioInputStream(linear(rateHz), stored);
        return AudioSystem.getAudioInputStream(encoding.format(rateHz), linear).readAllBytes();
    }

    private static AudioFormat linear(int rateHz) {
        return new AudioFormat(rateHz, 16, 1, true, false);
    }

    /** How a vendor writes samples. */
    public enum Encoding {
        PCM16("audio/pcm", "pcm16"), MULAW("audio/pcmu", "g711_ulaw"), ALAW("audio/pcma", "g711_alaw");

        private final String mimeType;
        private final String betaName;

        Encoding(String mimeType, String betaName) {
            this.mimeType = mimeType;
            this.betaName = betaName;
        }

        /** What OpenAI calls it. */
        String mimeType() {
            return mimeType;
        }

        /** What OpenAI's beta called it. */
        String betaName() {
            return betaName;
        }

        int bytesPerSample() {
            return this == PCM16 ? 2 : 1;
        }

        private AudioFormat format(int rateHz) {
            return switch (this) {
                case PCM16 -> linear(rateHz);
                case MULAW -> new AudioFormat(AudioFormat.Encoding.ULAW, rateHz, 8, 1, 1, rateHz, false);
                case ALAW -> new AudioFormat(AudioFormat.Encoding.ALAW, rateHz, 8, 1, 1, rateHz, false);
            };
        }
    }
}
