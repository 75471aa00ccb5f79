// SPDX-License-Identifier: Apache-2.0
// Signed URLs work once and for ten minutes. One is kept at hand, so that a call begins without asking a backend first.
import { explainClose } from './closing.js';

/**
 * What a backend hands on of the relay's answer to get-signed-url, and whatever it adds (the model's name).
 * @typedef {{ signed_url?: string, api_key?: string, base_url?: string, [more: string]: any }} Signed
 */

/** Holds a signed URL that nobody has used yet; each one is handed out once. */
export class SignedUrls {
  #fetchSigned;
  #lifetimeMs;
  #refreshMs;
  /** @type {{ signed: Promise<Signed>, at: number } | undefined} */
  #held;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * Fetches the first one at once. A fetch that fails is told to whoever asks next, and then tried again.
   *
   * @param {() => Promise<Signed>} fetchSigned asks the tenant's own backend, which holds the tenant key
   * @param {{ lifetimeMs?: number, refreshMs?: number }} [options] how long a URL opens a session; at what age one that
   *   nobody used is replaced
   */
  constructor(fetchSigned, { lifetimeMs = 600_000, refreshMs = 540_000 } = {}) {
    this.#fetchSigned = fetchSigned;
    this.#lifetimeMs = lifetimeMs;
    this.#refreshMs = Math.min(refreshMs, lifetimeMs);
    this.#fetch();
  }

  /**
   * One that opens a session now: the one at hand, a new one where it was handed out already or has grown too old while
   * the tab slept. Call it once for each call.
   *
   * @returns {Promise<Signed>}
   */
  get() {
    const held = this.#held && Date.now() - this.#held.at < this.#lifetimeMs ? this.#held : this.#fetch();
    this.#drop();
    return held.signed;
  }

  /** The call is over: another URL is fetched for the next one. */
  used() {
    if (!this.#held) {
      this.#fetch();
    }
  }

  /**
   * The socket closed. Where the URL was the trouble (`token_consumed`, `token_expired`) a fresh one is fetched, and
   * `freshUrlHelps` says that it is worth trying again; else this is {@link used}.
   *
   * @param {{ code?: number, reason?: string }} close
   * @returns {{ why: string, freshUrlHelps: boolean }} why it closed, in words
   */
  closed(close) {
    const explained = explainClose(close);
    if (explained.freshUrlHelps) {
      this.#drop();
    }
    this.used();
    return explained;
  }

  /** Fetches no more. */
  close() {
    this.#drop();
  }

  #drop() {
    clearTimeout(this.#timer);
    this.#held = undefined;
  }

  #fetch() {
    clearTimeout(this.#timer);
    const held = { signed: this.#fetchSigned(), at: Date.now() };
    this.#held = held;
    held.signed.catch(() => { // whoever was given the promise hears of it
      if (this.#held === held) {
        this.#drop();
      }
    });
    this.#timer = setTimeout(() => this.#fetch(), this.#refreshMs);
    /** @type {any} */ (this.#timer).unref?.(); // in Node it keeps no process alive
    return held;
  }
}
