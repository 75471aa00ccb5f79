export type Emitter = import('./openai.js').Emitter;
export type Taker = (transport: Emitter) => void;
/** A session that somebody may want to hear: it goes to the latest taker, or waits for one. @param {Emitter} transport */
export declare function announce(transport: Emitter): void;
/** What is announced comes here, until the returned function is called. @param {Taker} taker */
export declare function takeAnnounced(taker: Taker): () => void;
