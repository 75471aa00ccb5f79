// SPDX-License-Identifier: Apache-2.0
// One session as a client holds it: it asks, hears whole turns while its microphone is open, and hangs up.
import { check } from 'k6';
import { b64encode, b64decode } from 'k6/encoding';
import { Counter, Rate, Trend } from 'k6/metrics';
import { WebSocket } from 'k6/websockets';
import { direct, duration, micMs, ramp, sessions, trends, turns } from './visemux.js';
import { Turn } from './turn.js';

const PATIENCE_MS = 60000;

const whole = new Rate('visemux_sessions_whole');
const audioMessages = new Counter('visemux_audio_messages');
const audioMillis = new Counter('visemux_audio_ms');
const microphoneMessages = new Counter('visemux_microphone_messages');
const toOpen = new Trend('visemux_open', true);
const toReady = new Trend('visemux_vendor_ready', true);
const toAnswer = new Trend('visemux_answer', true);
const late = new Trend('visemux_audio_late', true);

const CARRIES = 'audio carries visemes';
const COVER = 'the visemes are for exactly this audio';
const CLOSES = 'the mouth closes where the sound ends';
const MOVES = 'the mouth moves';
const WHOLE = 'every turn was heard, then the client hung up';

export const options = {
  scenarios: { sessions: {
    executor: 'ramping-vus', startVUs: 0, gracefulRampDown: '60s', gracefulStop: '60s',
    stages: [{ duration: ramp, target: sessions }, { duration, target: sessions }, { duration: ramp, target: 0 }],
  } },
  summaryTrendStats: trends,
  thresholds: Object.assign({
    visemux_sessions_whole: ['rate>0.99'],
    visemux_open: ['p(95)<250'],
    visemux_vendor_ready: ['p(95)<1000'],
    visemux_audio_late: ['p(99)<250'], // more than a player buffers would be heard
  }, direct ? {} : {
    [`checks{check:${CARRIES}}`]: ['rate>=0.995'], // forward first: what cannot be analysed in time passes without
    [`checks{check:${COVER}}`]: ['rate==1'],
    [`checks{check:${CLOSES}}`]: ['rate==1'],
    [`checks{check:${MOVES}}`]: ['rate==1'],
  }),
};

/**
 * @param vendor where its client goes (`dial`), what it says (`hello`, `ask`, `microphone`), and what a message means
 *               to it: `read` tells `rateHz` once the session stands, `audio` (base64), `ends` of the turn's sound and
 *               `over` of the turn
 */
export function hold(vendor) {
  const door = vendor.dial();
  if (door) {
    new Session(vendor, door);
  } else {
    whole.add(false);
  }
}

class Session {
  constructor(vendor, door) {
    this.vendor = vendor;
    this.left = turns;
    this.begun = Date.now();
    // named, lest k6 tells every output the URL, with its token
    this.socket = new WebSocket(door.url, null, { headers: door.headers, tags: { name: vendor.name } });
    this.socket.binaryType = 'arraybuffer';
    this.socket.onopen = () => this.opened();
    this.socket.onmessage = event => this.heard(JSON.parse(textOf(event.data)));
    this.socket.onerror = event => console.error(`${vendor.name}: ${event.error}`);
    this.socket.onclose = event => this.closed(event);
    this.patience = setTimeout(() => this.socket.close(4000, 'the load tester has lost patience'), PATIENCE_MS);
  }

  opened() {
    this.openedAt = Date.now();
    toOpen.add(this.openedAt - this.begun);
    if (this.vendor.hello) {
      this.socket.send(this.vendor.hello);
    }
  }

  heard(message) {
    const { rateHz, audio, ends, over } = this.vendor.read(message);
    if (rateHz && !this.rateHz) {
      this.ready(rateHz);
    } else if (audio) {
      this.listen(audio, message.mascotVisemes);
    } else if (ends && !direct) {
      check(message.mascotVisemes, {
        [CLOSES]: field => this.turn.isClosedBy(field),
        [MOVES]: () => this.turn.shapes.size > 3,
      });
    }
    if (over) {
      this.afterTurn();
    }
  }

  ready(rateHz) {
    this.rateHz = rateHz;
    toReady.add(Date.now() - this.openedAt);
    this.ask();
    this.microphone = setInterval(() => {
      microphoneMessages.add(1);
      this.socket.send(this.vendor.microphone);
    }, micMs);
  }

  ask() {
    this.turn = new Turn(this.rateHz);
    this.askedAt = Date.now();
    this.socket.send(this.vendor.ask);
  }

  listen(audio, field) {
    const now = Date.now();
    if (this.turn.messages === 0) {
      this.firstAt = now;
      toAnswer.add(now - this.askedAt);
    }
    const before = this.turn.millis();
    late.add(Math.max(0, now - this.firstAt - before)); // behind the sound's own clock, which begins with the first message
    const fits = this.turn.hear(audio, field);
    audioMessages.add(1);
    audioMillis.add(this.turn.millis() - before);
    if (!direct && check(field, { [CARRIES]: it => it !== undefined })) {
      check(fits, { [COVER]: it => it });
    }
  }

  afterTurn() {
    this.left--;
    if (this.left > 0) {
      this.ask();
    } else {
      clearInterval(this.microphone);
      this.socket.close(1000);
    }
  }

  closed(event) {
    clearInterval(this.microphone);
    clearTimeout(this.patience);
    whole.add(check(event, { [WHOLE]: ({ code }) => this.left === 0 && code === 1000 }));
  }
}

/** Gemini's JSON comes in BINARY frames. */
const textOf = data => (typeof data === 'string' ? data : b64decode(b64encode(data), 'std', 's'));

/** Silence of the user's microphone, which interrupts nobody. */
export const silence = rateHz => b64encode(new ArrayBuffer(2 * rateHz * micMs / 1000));
