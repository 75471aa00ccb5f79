// SPDX-License-Identifier: Apache-2.0
// What the scripts share. Each one is started as `node SCRIPT.mjs PACKAGE RUNTIME` and writes a line about its SDK. For
// each session that it shall hold it takes a line of JSON on standard input, and answers it with a line about what the
// SDK let its application see. SdkTest.java reads them. This file comes before the SDK: it listens to its sockets and
// its console.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const PATIENCE_MILLIS = 20_000;
/** A client that is no vendor's. */
const OUR_OWN = 'none';
const CONSOLE = ['debug', 'error', 'info', 'log', 'trace', 'warn'];

/** The type of visemes in a message of their own. */
export const VISEMES = 'visemux.visemes';

/** The package as it is named in package.json: an older version has a name of its own. */
export const [packageName, runtime] = process.argv.slice(2);

/** With the WebSocket of browsers, which Node's own (undici) is like: no headers, and BINARY messages as Blobs. */
export const browserLike = runtime === 'browser';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
/** What was printed since the last session: for the first one, while the SDK was loaded. */
let printed = [];
let report;

for (const method of CONSOLE) {
  console[method] = (...words) => printed.push(words.map(String).join(' '));
}
process.on('warning', ({ name, message }) => name !== 'ExperimentalWarning' && printed.push(`${name}: ${message}`));
process.on('unhandledRejection', (reason) => report?.errors.push(`unhandled: ${reason?.stack ?? reason}`));

/** Node's usual WebSocket, or a browser's; each one is listened to from outside of the SDK. */
export const WebSocketClass = browserLike ? listenedBrowserSocket() : await listenedNodeSocket();

function listenedBrowserSocket() {
  const Native = globalThis.WebSocket;
  globalThis.WebSocket = class WebSocket extends Native {
    constructor(...parameters) {
      super(...parameters);
      const mine = report;
      this.addEventListener('message', ({ data }) => mine.message(data, typeof data !== 'string'));
      this.addEventListener('close', ({ code, reason }) => mine.close(code, reason));
    }
  };
  return globalThis.WebSocket;
}

async function listenedNodeSocket() {
  const { WebSocket } = await import('ws');
  const { emit } = WebSocket.prototype;
  const reports = new WeakMap();
  WebSocket.prototype.emit = function (event, ...parameters) {
    if (event === 'open') {
      reports.set(this, report);
    } else if (event === 'message') {
      reports.get(this).message(...parameters);
    } else if (event === 'close') {
      reports.get(this)?.close(parameters[0], String(parameters[1]));
    }
    return emit.call(this, event, ...parameters);
  };
  return WebSocket;
}

/** One session. */
class Report {
  connected = false;
  errors = [];
  /** How often the SDK itself took an interruption for one. */
  interruptions = 0;
  /** For each message with audio that the SDK showed: the field, null where it showed none. */
  shown = [];
  closed = null;
  /** Whatever else there is to tell. */
  extra = undefined;
  #audioMessages = 0;
  #audio = createHash('sha256');
  #messages = [];
  #ahead = null;

  /** The SDK delivered a piece of decoded audio. */
  hear(bytes) {
    this.#audioMessages++;
    this.#audio.update(bytes);
  }

  /** The SDK showed a message with audio. */
  show(message) {
    this.shown.push(message.mascotVisemes ?? null);
  }

  error(what) {
    this.errors.push(what instanceof Error ? String(what.stack) : JSON.stringify(what));
  }

  /** All that the vendor had to say has arrived, and the SDK has `settled`. */
  async allSaid(settled = () => true) {
    const { messages } = await nextLine();
    await until(`${messages} messages`, () => this.#messages.length >= messages);
    await until('the SDK has seen them', settled);
  }

  get messages() {
    return this.#messages.length;
  }

  /** The socket is closed, whoever closed it. */
  async allClosed() {
    await until('the socket is closed', () => this.closed);
  }

  /** Visemes that come in a message of their own count as those of the next one. */
  message(data, binary) {
    const own = !(data instanceof Blob) && JSON.parse(data);
    if (own.type === VISEMES) {
      this.#ahead = own.mascotVisemes;
    } else {
      this.#messages.push({ data, binary, ahead: this.#ahead });
      this.#ahead = null;
    }
  }

  close(code, reason) {
    this.closed ??= { code, reason };
  }

  async toLine(failure) {
    const { connected, errors, interruptions, shown, closed, extra } = this;
    const warnings = printed;
    printed = [];
    const wire = await Promise.all(this.#messages.map(fieldOf));
    const audio = { messages: this.#audioMessages, sha256: this.#audio.digest('hex') };
    return JSON.stringify({
      connected, errors, warnings, interruptions, shown, closed, wire, audio, extra, failure,
    });
  }
}

async function fieldOf({ data, binary, ahead }) {
  const text = data instanceof Blob ? await data.text() : data;
  return { binary, field: JSON.parse(text).mascotVisemes ?? ahead };
}

async function nextLine() {
  const { value, done } = await lines.next();
  if (done) {
    process.exit();
  }
  return JSON.parse(value);
}

export async function until(what, condition) {
  for (const end = Date.now() + PATIENCE_MILLIS; !condition();) {
    if (Date.now() > end) {
      throw new Error(`never: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/**
 * What a tenant's backend does: asks the relay for a signed URL. It gives the vendor's key, or what `issue` has the
 * vendor make of it.
 */
export async function sign({ relay, tenantKey, config }, issue) {
  const { api_key: key, ...others } = config.provider_config;
  const secret = issue ? { ephemeral_token: await issue(key) } : { api_key: key };
  return post(`${relay}/v1/get-signed-url`, tenantKey, {
    config: { provider: config.provider, provider_config: { ...others, ...secret } },
  });
}

export async function post(url, key, body) {
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) {
    throw new Error(`${url} answered ${answer.status} ${await answer.text()}`);
  }
  return answer.json();
}

/** Takes sessions until standard input ends. */
export async function serve(take) {
  write(JSON.stringify(about()));
  for (;;) {
    const job = await nextLine();
    report = new Report();
    write(await report.toLine(await attempt(() => take(job, report))));
  }
}

/** `unmet`: the Node that the SDK asks for, where this is an older one. */
function about() {
  const node = process.versions.node;
  if (packageName === OUR_OWN) {
    return { version: '-', node, unmet: '' };
  }
  const { version, engines } = JSON.parse(
    readFileSync(new URL(`node_modules/${packageName}/package.json`, import.meta.url)),
  );
  const [, wanted] = /^>=\s*(\d+)/.exec(engines?.node ?? '') ?? [];
  return { version, node, unmet: Number(wanted) > parseInt(node, 10) ? engines.node : '' };
}

async function attempt(session) {
  try {
    await session();
    return undefined;
  } catch (error) {
    return String(error?.stack ?? error?.message ?? error?.reason ?? error);
  }
}

function write(line) {
  process.stdout.write(`${line}\n`);
}
