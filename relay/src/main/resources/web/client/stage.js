// SPDX-License-Identifier: Apache-2.0
// What a page shows of one agent: a player, the session that it listens to, and who draws. No framework.
import { takeAnnounced } from './announced.js';
import { Attachment } from './attachment.js';
import { attachOpenAi } from './openai.js';
import { VisemePlayer } from './player.js';
import { attachSocket } from './socket.js';

/**
 * A `RealtimeSession` or its transport, a WebSocket, or what `attachGemini` and its like have returned.
 *
 * @typedef {import('./openai.js').Emitter | WebSocket | Attachment} Source
 */

/**
 * @typedef {object} Scene
 * @property {boolean} isAttached   a session is listened to
 * @property {number} messageCount  messages of audio that came with visemes
 * @property {number} visemeId      the shape that is heard now
 */

/** @type {Scene} */
const EMPTY = Object.freeze({ isAttached: false, messageCount: 0, visemeId: 0 });
const GESTURES = /** @type {const} */ (['pointerdown', 'keydown']);
/** A mouth is drawn so long after the last sound, to the end of its last movement. */
const SETTLE_MS = 250;

export class Stage {
  #options;
  /** @type {VisemePlayer | undefined} */
  #player;
  /** @type {Attachment | undefined} */
  #attachment;
  #stop = () => {};
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #closing;
  /** @type {Set<() => void>} */
  #viewers = new Set();
  /** @type {Set<(frame: import('./player.js').Frame, transitionMs: number) => void>} */
  #drawers = new Set();
  #scene = EMPTY;
  #frame = 0;
  #drawUntil = 0;

  /** @param {import('./player.js').PlayerOptions} [options] */
  constructor(options) {
    this.#options = options;
  }

  /** Made when it is first wanted: never on a server, and no earlier than a page needs sound. */
  get player() {
    if (!this.#player) {
      this.#player = new VisemePlayer(this.#options);
      for (const type of ['viseme', 'audio', 'speakingstart', 'speakingend']) {
        this.#player.addEventListener(type, this.#changed);
      }
    }
    return this.#player;
  }

  /** For React's useSyncExternalStore. @param {() => void} viewer */
  subscribe = (viewer) => {
    this.#viewers.add(viewer);
    return () => { this.#viewers.delete(viewer); };
  };

  /** @returns {Scene} the same one until something changes */
  scene = () => this.#scene;

  /** @returns {Scene} */
  static emptyScene() {
    return EMPTY;
  }

  /**
   * Listens to this session and no other. Returns how to stop.
   *
   * @param {Source} source
   * @param {import('./vendors.js').Vendor} [vendor] of a WebSocket
   */
  listenTo(source, vendor = 'openai') {
    this.#stop();
    const attachment = attached(source, this.player, vendor);
    this.#attachment = attachment;
    this.#stop = () => {
      if (attachment !== source) { // else whoever made it detaches it
        attachment.detach();
      }
      if (this.#attachment === attachment) {
        this.#attachment = undefined;
        this.#changed();
        setTimeout(() => this.#attachment ?? this.hangUp()); // unless somebody else listens at once
      }
    };
    this.#start();
    this.#changed();
    return this.#stop;
  }

  /** Listens to whichever session the page makes next. Returns how to stop. */
  listenToAnnounced() {
    let stop = () => {};
    const stopTaking = takeAnnounced((transport) => { stop = this.listenTo(transport); });
    return () => {
      stopTaking();
      stop();
    };
  }

  /** @param {import('./natural-lip-sync.js').LipSyncSetting} setting equal ones change nothing, whichever objects they are */
  smooth(setting) {
    this.#options = { ...this.#options, naturalLipSync: setting };
    if (this.#player) {
      this.#player.naturalLipSync = setting;
    }
  }

  /** The call is over: silence, and a closed mouth. */
  hangUp() {
    this.#player?.interrupt();
  }

  /** Logs each message of audio. Returns how to stop. */
  log() {
    const { player } = this;
    /** @param {any} event */
    const tell = ({ type, detail: { pcm, rate, turn, injected, ...rest } }) => console.debug('visemux', type, pcm
      ? `${turn} ${Math.round((pcm.length * 500) / rate)} ms ${JSON.stringify(injected?.visemes ?? 'without visemes')}` : rest);
    ['audio', 'warning'].forEach((type) => player.addEventListener(type, tell));
    return () => ['audio', 'warning'].forEach((type) => player.removeEventListener(type, tell));
  }

  /**
   * Calls this before each animation frame in which the mouth may move, and at once. Returns how to stop.
   *
   * @param {(frame: import('./player.js').Frame, transitionMs: number) => void} drawer the frame is the same object each time
   */
  draw(drawer) {
    this.#drawers.add(drawer);
    this.#drawSoon();
    return () => { this.#drawers.delete(drawer); };
  }

  /** A part of the page has this stage for itself, until it calls what is returned and does not come back at once. */
  keep() {
    clearTimeout(this.#closing);
    return () => { this.#closing = setTimeout(() => this.#close()); };
  }

  #close() {
    this.#stop();
    this.#player?.close();
    this.#player = undefined;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  /** Browsers let no page make a sound before the user has touched it. */
  #start() {
    const { player } = this;
    player.start().then((started) => {
      if (!started) {
        const again = () => { player.start(); };
        GESTURES.forEach((gesture) => document.addEventListener(gesture, again, { once: true, capture: true }));
      }
    });
  }

  #changed = () => {
    const next = {
      isAttached: this.#attachment !== undefined,
      messageCount: this.#attachment?.decoratedCount ?? 0,
      visemeId: this.#player?.visemeId ?? 0,
    };
    const was = this.#scene;
    this.#drawSoon();
    if (was.isAttached !== next.isAttached || was.messageCount !== next.messageCount || was.visemeId !== next.visemeId) {
      this.#scene = next;
      this.#viewers.forEach((viewer) => viewer());
    }
  };

  #drawSoon() {
    this.#drawUntil = performance.now() + SETTLE_MS;
    this.#frame ||= requestAnimationFrame(this.#draw);
  }

  #draw = () => {
    const { player } = this;
    const frame = player.frame(this.#shown);
    const transitionMs = transitionOf(/** @type {import('./natural-lip-sync.js').LipSyncOptions} */ (player.naturalLipSync));
    this.#drawers.forEach((drawer) => drawer(frame, transitionMs));
    const goesOn = this.#drawers.size > 0 && (player.aheadMs > 0 || performance.now() < this.#drawUntil);
    this.#frame = goesOn ? requestAnimationFrame(this.#draw) : 0;
  };

  /** @type {import('./player.js').Frame} */
  #shown = { visemeId: 0, previousId: 0, sinceMs: 0, nextId: 0, untilMs: 0, speaking: false };
}

/** @param {Source} source @param {VisemePlayer} player @param {import('./vendors.js').Vendor} vendor */
function attached(source, player, vendor) {
  if (source instanceof Attachment) {
    return source;
  }
  return 'on' in source ? attachOpenAi(source, player) : attachSocket(/** @type {WebSocket} */ (source), vendor, player);
}

/** @param {import('./natural-lip-sync.js').LipSyncOptions} options */
function transitionOf(options) {
  const isPhone = globalThis.matchMedia?.('(pointer: coarse)').matches;
  return isPhone ? options.mobileTransitionDuration : options.desktopTransitionDuration;
}

/** @type {Stage | undefined} */
let shared;

/** The page's one stage, for pages with one agent. */
export function sharedStage() {
  shared ??= new Stage();
  return shared;
}
