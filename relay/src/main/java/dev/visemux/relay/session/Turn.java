// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.dsp.engine.DspStream;
import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.dsp.viseme.LipSyncOptions;
import dev.visemux.dsp.viseme.NaturalLipSync;
import dev.visemux.relay.ops.SessionTrace;
import org.agrona.MutableDirectBuffer;

/**
 * One turn as its session hears it: what was forwarded of it, what was committed to its stream, what the client was
 * told last. Event loop only; it owns its stream. A slot is reused from turn to turn.
 */
final class Turn {
    /** No byte is carried. */
    private static final int NONE = -1;

    private long key;
    private long response;
    private PcmFormat format;
    private DspStream stream;
    private long heardBytes;
    /** First byte of a sample whose second one comes with the next record. */
    private int carry;
    /** The next record begins with the second byte of a sample whose first one is lost. */
    private boolean torn;
    private boolean used;
    private boolean admitted;
    private boolean late;
    private boolean lateTold;
    private boolean ended;
    /** Frames in the queue. */
    private int held;

    private final SessionTrace trace;
    /** What the client's mouth is told. */
    final NaturalLipSync lips;
    /** A frame of this turn has waited in vain: the next ones do not, until its worker has caught up with them. */
    boolean hasty;

    Turn(LipSyncOptions options, SessionTrace trace) {
        this.trace = trace;
        lips = new NaturalLipSync(options);
    }

    void begin(long key, long response, PcmFormat format) {
        this.key = key;
        this.response = response;
        this.format = format;
        used = true;
        admitted = false;
        late = false;
        lateTold = false;
        ended = false;
        heardBytes = 0;
        carry = NONE;
        torn = false;
        lips.restart();
        hasty = false;
        trace.audioBegins();
    }

    boolean is(long key) {
        return used && this.key == key;
    }

    boolean isPartOf(long response) {
        return used && this.response == response;
    }

    boolean free() {
        return !used;
    }

    /** It may have more audio that is not late. */
    boolean speaks() {
        return used && !late && !ended;
    }

    /** It has a stream, or may open one. */
    boolean open() {
        return speaks() && admitted;
    }

    void admit() {
        admitted = true;
    }

    /** Nothing of it is of use to anyone but late audio. */
    boolean spare() {
        return used && !open() && held == 0;
    }

    PcmFormat format() {
        return format;
    }

    /** Null before its first audio. */
    DspStream stream() {
        return stream;
    }

    void stream(DspStream stream) {
        closeStream();
        this.stream = stream;
    }

    void hear(int bytes) {
        heardBytes += bytes;
    }

    /** Its clock: what was forwarded of it, decorated or not. */
    long heardMillis() {
        return format.millis(heardBytes / format.bytesPerSample());
    }

    /** Writes the byte that the last record left over; returns how many bytes that are. */
    int takeCarry(MutableDirectBuffer record, int index) {
        if (carry == NONE) {
            return 0;
        }
        record.putByte(index, (byte) carry);
        carry = NONE;
        return 1;
    }

    /** Makes whole samples of a record: returns their bytes, and keeps the one that is left over. */
    int wholeSamples(MutableDirectBuffer record, int index, int length) {
        int bytes = length;
        if (torn && bytes > 0) {
            torn = false;
            bytes--;
            record.putBytes(index, record, index + 1, bytes);
        }
        int odd = bytes % format.bytesPerSample();
        if (odd > 0) {
            carry = record.getByte(index + bytes - 1) & 0xFF;
        }
        return bytes - odd;
    }

    /** Audio was forwarded that its stream does not know. */
    void missed() {
        carry = NONE;
        torn = heardBytes % format.bytesPerSample() > 0;
        if (stream != null) {
            stream.gap();
        }
    }

    /** What comes from here on is heard and not analysed. */
    void interrupt() {
        late = true;
        settle();
    }

    /** True for the first message of late audio: the one that closes the mouth. */
    boolean tellLate() {
        boolean first = !lateTold;
        lateTold = true;
        return first;
    }

    void end() {
        if (speaks()) {
            trace.audioDone(heardMillis());
        }
        ended = true;
        settle();
    }

    void hold() {
        held++;
    }

    void release() {
        held--;
        settle();
    }

    void close() {
        closeStream();
        used = false;
    }

    /** Gives back what nobody waits for any more. A late turn's clock is kept: late audio comes even after its end. */
    private void settle() {
        if (held == 0 && late) {
            closeStream();
        } else if (held == 0 && ended) {
            close();
        }
    }

    private void closeStream() {
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }
}
