// SPDX-License-Identifier: Apache-2.0

/** The agent audio of one turn, counted in samples as the relay does: its clock begins at 0. */
export class Turn {
  constructor(rateHz) {
    this.rateHz = rateHz;
    this.bytes = 0;
    this.messages = 0;
    this.shapes = new Set();
  }

  millis() {
    return Math.floor(Math.floor(this.bytes / 2) * 1000 / this.rateHz);
  }

  /** @returns whether the visemes that came with this audio are for exactly its samples, in order and in range */
  hear(base64s, field) {
    const start = this.millis();
    this.bytes += base64s.reduce((sum, text) => sum + bytesOf(text), 0);
    const long = this.millis() - start;
    const first = this.messages++ === 0;
    if (!field) {
      return false;
    }
    field.visemes.forEach(({ visemeId }) => this.shapes.add(visemeId));
    return field.start === start && field.audio_duration === long && (!first || field.visemes.length > 0)
      && field.visemes.every(({ visemeId, offset }, i) => visemeId >= 0 && visemeId <= 21 && offset <= long
        && offset >= (i === 0 ? 0 : field.visemes[i - 1].offset));
  }

  /** Whether the mouth was told to close, and where the sound ends. */
  isClosedBy(field) {
    return field !== undefined && field.start === this.millis() && field.audio_duration === 0
      && JSON.stringify(field.visemes) === '[{"visemeId":0,"offset":0}]';
  }
}

const bytesOf = base64 => base64.length / 4 * 3 - (base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0);
