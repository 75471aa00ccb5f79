// SPDX-License-Identifier: Apache-2.0
/** Audio waits this long before it starts, so that the second message is here when the first has been played. */
const LEAD_SECONDS = 0.08;

/**
 * Plays PCM16 messages without gaps and says which viseme is heard at a moment. All times are the audio clock's, so
 * mouth and sound cannot drift apart. Create it inside a click: browsers keep audio silent until one.
 */
export class Player {
  #context;
  #sources = new Set();
  #cues = [];
  #end = 0;
  #viseme = 0;

  constructor(sampleRateHz) {
    this.#context = new AudioContext({ sampleRate: sampleRateHz, latencyHint: 'interactive' });
  }

  /** Queues one message: base64 PCM16 and its `mascotVisemes`, either of which may be missing. */
  play(base64, visemes) {
    const samples = base64 ? decode(base64) : new Float32Array(0);
    const begin = Math.max(this.#end, this.#context.currentTime + LEAD_SECONDS);
    for (const { visemeId, offset } of visemes?.visemes ?? []) {
      this.#cues.push({ at: begin + offset / 1000, visemeId });
    }
    if (samples.length > 0) this.#schedule(samples, begin);
  }

  /** The viseme whose sound leaves the loudspeaker now; 0 where all audio has been played. */
  visemeNow() {
    const heard = this.#context.currentTime - (this.#context.outputLatency || this.#context.baseLatency || 0);
    while (this.#cues.length > 0 && this.#cues[0].at <= heard) this.#viseme = this.#cues.shift().visemeId;
    return heard < this.#end ? this.#viseme : 0;
  }

  /** Milliseconds of audio that are queued and not yet played. */
  get queuedMillis() {
    return Math.max(0, (this.#end - this.#context.currentTime) * 1000);
  }

  /** The user interrupted: nothing that is queued will be heard. */
  flush() {
    for (const source of this.#sources) source.stop();
    this.#sources.clear();
    this.#cues = [];
    this.#end = 0;
    this.#viseme = 0;
  }

  close() {
    this.flush();
    return this.#context.close();
  }

  #schedule(samples, begin) {
    const buffer = this.#context.createBuffer(1, samples.length, this.#context.sampleRate);
    buffer.copyToChannel(samples, 0);
    const source = this.#context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.#context.destination);
    source.onended = () => this.#sources.delete(source);
    source.start(begin);
    this.#sources.add(source);
    this.#end = begin + buffer.duration;
  }
}

/** PCM16 little-endian to samples of -1 to 1. */
function decode(base64) {
  const bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length >> 1 }, (_, i) => view.getInt16(2 * i, true) / 32768);
}
