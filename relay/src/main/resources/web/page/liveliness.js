// SPDX-License-Identifier: Apache-2.0
// What a face does beside speaking: it blinks, looks about, breathes and moves its head, more so while it talks.

const BLINK_SECONDS = { closing: 0.07, shut: 0.04, opening: 0.15 };
const AT_REST = 0.93; // how far lids are open
const STILL = { tilt: 0, turn: 0, nod: 0, lids: AT_REST, gaze: { x: 0, y: 0 }, brows: 0 };

export class Liveliness {
  #random;
  #blinkAt = 1.5;
  #lookAt = 0;
  #goal = { x: 0, y: 0 };
  #gaze = { x: 0, y: 0 };
  #energy = 0;
  #brows = 0;
  #before = 0;

  /** @param random 0 to below 1 */
  constructor(random = Math.random) {
    this.#random = random;
  }

  /**
   * The face at a moment.
   *
   * @param seconds   of any clock that only rises
   * @param speaking  whether it talks
   * @param jaw       how low its jaw is, 0 to 1
   * @param calm      whoever asks for reduced motion gets a face that moves its mouth and nothing else
   */
  at(seconds, speaking, jaw, calm) {
    if (calm) {
      return STILL;
    }
    const passed = Math.min(0.1, Math.max(0, seconds - this.#before));
    this.#before = seconds;
    this.#energy += ((speaking ? 1 : 0) - this.#energy) * follow(passed, 0.4);
    this.#brows += ((speaking ? 0.15 + 0.7 * jaw : 0.05) - this.#brows) * follow(passed, 0.16);
    this.#look(seconds, passed, speaking);
    return { ...this.#head(seconds), lids: this.#lids(seconds), gaze: this.#gaze, brows: this.#brows };
  }

  /** Sums of slow waves that never meet again. */
  #head(t) {
    const alive = 0.35 + 0.65 * this.#energy;
    return {
      tilt: alive * (1.6 * Math.sin(0.61 * t) + 0.9 * Math.sin(1.37 * t + 1)),
      turn: alive * (0.7 * Math.sin(0.47 * t + 2) + 0.4 * Math.sin(1.13 * t)),
      nod: alive * (0.5 * Math.sin(0.83 * t + 4) + 0.5 * this.#energy * Math.sin(2.9 * t)) + 0.25 * Math.sin(1.5 * t),
    };
  }

  /** Eyes jump, and rest where they look; in a conversation mostly at the other one. */
  #look(seconds, passed, speaking) {
    if (seconds > this.#lookAt) {
      const away = this.#random() < (speaking ? 0.45 : 0.3);
      this.#goal = away ? { x: 2 * this.#random() - 1, y: this.#random() - 0.55 } : { x: 0.15 * (this.#random() - 0.5), y: 0 };
      this.#lookAt = seconds + (away ? 0.5 + 0.9 * this.#random() : 1.2 + 2.5 * this.#random());
      this.#blinkAt = away && this.#random() < 0.3 ? Math.min(this.#blinkAt, seconds) : this.#blinkAt;
    }
    const share = follow(passed, 0.035);
    this.#gaze = {
      x: this.#gaze.x + (this.#goal.x - this.#gaze.x) * share,
      y: this.#gaze.y + (this.#goal.y - this.#gaze.y) * share,
    };
  }

  #lids(seconds) {
    const { closing, shut, opening } = BLINK_SECONDS;
    const since = seconds - this.#blinkAt;
    if (since > closing + shut + opening) {
      this.#blinkAt = seconds + (this.#random() < 0.12 ? 0.1 : 1.8 + 3.6 * this.#random());
    }
    const open =
      since < 0 ? 1 : since < closing ? 1 - since / closing : Math.min(1, Math.max(0, (since - closing - shut) / opening));
    return AT_REST * open + 0.05 * this.#gaze.y * -open;
  }
}

/** Which part of the way is gone after so many seconds by what needs about `time` for it. */
function follow(seconds, time) {
  return 1 - Math.exp(-seconds / time);
}
