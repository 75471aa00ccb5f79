// SPDX-License-Identifier: Apache-2.0
// A conversation through the relay, in the vendor's own protocol: what an official SDK does, small enough to read.
// A dialect knows the vendor's messages. The relay adds `mascotVisemes` to them; nothing else here knows of it.

/**
 * Fires `message` (any), `audio` { bytes, rate, injected }, `transcript` { text }, `turnstart`, `turnend` { status }
 * and `close` { code, reason }, each as a CustomEvent with its `detail`.
 *
 * A dialect has `url(signed)`; `say(text)` and `interrupt(heardMillis)`, which give the messages to send;
 * `hear(message)`, which gives what is in it: { audio, late, text, end, reply }, all optional; the `rate` of its audio;
 * and, where the vendor has them, `protocols`, `hello()` and `endsUntold`.
 */
export class Conversation extends EventTarget {
  #socket;
  #dialect;
  #talking = false;
  #carry = new Uint8Array(0); // a sample may be cut in two by a message's end

  constructor(dialect) {
    super();
    this.#dialect = dialect;
  }

  /** Resolves when the vendor has said its first message. */
  open(signed) {
    this.#socket = new WebSocket(this.#dialect.url(signed), this.#dialect.protocols ?? []);
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.onopen = () => this.#send(this.#dialect.hello ? [this.#dialect.hello()] : []);
    return new Promise((resolve, reject) => {
      this.#socket.onmessage = ({ data }) => {
        this.#hear(JSON.parse(typeof data === 'string' ? data : new TextDecoder().decode(data)));
        resolve();
      };
      this.#socket.onclose = ({ code, reason }) => {
        reject(new Error(`the connection closed: ${reason || code}`));
        this.#fire('close', { code, reason });
      };
    });
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Whether the vendor never tells that a turn is over: whoever plays its audio calls {@link rest}. */
  get endsUntold() {
    return this.#dialect.endsUntold ?? false;
  }

  say(text) {
    this.#send(this.#dialect.say(text));
  }

  /** The user barges in, having heard so much of the answer. */
  interrupt(heardMillis) {
    this.#send(this.#dialect.interrupt(heardMillis));
  }

  /** All audio has been played. */
  rest() {
    this.#end('completed');
  }

  close() {
    this.#socket.onclose = null;
    this.#socket.close();
  }

  #hear(message) {
    this.#fire('message', message);
    const { audio = [], late, text, end, reply } = this.#dialect.hear(message);
    this.#send(reply ? [reply] : []);
    if (!late) {
      this.#sound(audio, message.mascotVisemes);
    }
    if (text) {
      this.#fire('transcript', { text });
    }
    if (end) {
      this.#end(end);
    }
  }

  #end(status) {
    if (this.#talking) {
      this.#talking = false;
      this.#fire('turnend', { status });
    }
  }

  #sound(audio, injected) {
    if (audio.length > 0 && !this.#talking) {
      this.#talking = true;
      this.#carry = new Uint8Array(0);
      this.#fire('turnstart');
    }
    if (audio.length > 0 || injected) {
      this.#fire('audio', { bytes: this.#samples(audio.map(atob).join('')), rate: this.#dialect.rate, injected });
    }
  }

  #samples(binary) {
    const fresh = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    const all = new Uint8Array(this.#carry.length + fresh.length);
    all.set(this.#carry);
    all.set(fresh, this.#carry.length);
    const whole = all.length & ~1;
    this.#carry = all.slice(whole);
    return all.subarray(0, whole);
  }

  #send(messages) {
    messages.forEach((message) => this.#socket.send(JSON.stringify(message)));
  }

  #fire(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
