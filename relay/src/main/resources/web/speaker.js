// SPDX-License-Identifier: Apache-2.0
// Plays PCM16 on the audio clock and knows which viseme belongs to the sound that leaves the speaker.

const LEAD_SECONDS = 0.12;   // what a message waits after silence, so that the next one is there in time
const MEMORY_SECONDS = 10;   // played cues are kept so long, for those who draw the past
const REST = 0;

export class Speaker {
  #context;
  #sources = new Set();
  #cues = [];                // { time, id } in seconds of the audio clock, ascending
  #end = 0;                  // where the scheduled audio ends
  #shape = REST;             // the last viseme told: it holds until the next one

  /** Call it inside a click: browsers let no page make a sound before. Says whether sound may be made. */
  async start() {
    this.#context ??= new AudioContext();
    await this.#context.resume();
    return this.#context.state === 'running';
  }

  /**
   * One message: bytes of PCM16, samples a second, and its visemes with offsets from its first sample; none where it
   * was not analysed, and the mouth rests.
   */
  play(bytes, rate, visemes) {
    const start = this.#begin();
    if (bytes.length > 1) {
      this.#schedule(floats(bytes), rate);
    }
    this.#cue(start, visemes ? this.#shape : REST);
    for (const { visemeId, offset } of visemes ?? []) {
      this.#shape = visemeId;
      this.#cue(start + offset / 1000, visemeId);
    }
    while (this.#cues[1]?.time < this.now() - MEMORY_SECONDS) {
      this.#cues.shift();
    }
  }

  /** Right behind what is scheduled; where that has run out the mouth rested. */
  #begin() {
    const { currentTime } = this.#context;
    if (this.#end < currentTime) {
      this.#cue(this.#end, REST);
      this.#end = currentTime + LEAD_SECONDS;
    }
    return this.#end;
  }

  #cue(time, id) {
    if (this.#cues.at(-1)?.id !== id) {
      this.#cues.push({ time, id });
    }
  }

  #schedule(samples, rate) {
    const buffer = this.#context.createBuffer(1, samples.length, rate);
    buffer.copyToChannel(samples, 0);
    const source = new AudioBufferSourceNode(this.#context, { buffer });
    source.connect(this.#context.destination);
    source.onended = () => this.#sources.delete(source);
    source.start(this.#end);
    this.#sources.add(source);
    this.#end += buffer.duration;
  }

  /** Silence at once. */
  stop() {
    if (!this.#context) {
      return;
    }
    this.#sources.forEach((source) => source.stop());
    this.#end = Math.min(this.#end, this.#context.currentTime);
    this.#cues = this.#cues.filter(({ time }) => time < this.#end);
    this.#cue(this.#end, REST);
    this.#shape = REST;
  }

  /** Seconds of the audio clock at which the sound that is heard now was scheduled. */
  now() {
    return this.#context ? this.#context.currentTime - (this.#context.outputLatency || 0) : 0;
  }

  /** Seconds of audio that are still to be heard. */
  ahead() {
    return Math.max(0, this.#end - this.now());
  }

  visemeAt(seconds) {
    return seconds < this.#end ? this.#cues.findLast(({ time }) => time <= seconds)?.id ?? REST : REST;
  }

  /** What is seen between two moments, as { id, from, to }. */
  shapes(from, to) {
    return this.#cues
      .map(({ time, id }, i) => ({ id, from: time, to: Math.min(this.#cues[i + 1]?.time ?? Infinity, this.#end) }))
      .filter((shape) => shape.to > from && shape.from < to && shape.to > shape.from);
  }
}

/** Little-endian PCM16 as Web Audio wants it. */
function floats(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.length >> 1 }, (_, i) => view.getInt16(2 * i, true) / 32768);
}
