export type Signed = {
    signed_url?: string;
    api_key?: string;
    base_url?: string;
    [more: string]: any;
};
/**
 * What a backend hands on of the relay's answer to get-signed-url, and whatever it adds (the model's name).
 * @typedef {{ signed_url?: string, api_key?: string, base_url?: string, [more: string]: any }} Signed
 */
/** Holds a signed URL that nobody has used yet; each one is handed out once. */
export declare class SignedUrls {
    #private;
    /**
     * Fetches the first one at once. A fetch that fails is told to whoever asks next, and then tried again.
     *
     * @param {() => Promise<Signed>} fetchSigned asks the tenant's own backend, which holds the tenant key
     * @param {{ lifetimeMs?: number, refreshMs?: number }} [options] how long a URL opens a session; at what age one that
     *   nobody used is replaced
     */
    constructor(fetchSigned: () => Promise<Signed>, { lifetimeMs, refreshMs }?: {
        lifetimeMs?: number;
        refreshMs?: number;
    });
    /**
     * One that opens a session now: the one at hand, a new one where it was handed out already or has grown too old while
     * the tab slept. Call it once for each call.
     *
     * @returns {Promise<Signed>}
     */
    get(): Promise<Signed>;
    /** The call is over: another URL is fetched for the next one. */
    used(): void;
    /**
     * The socket closed. Where the URL was the trouble (`token_consumed`, `token_expired`) a fresh one is fetched, and
     * `freshUrlHelps` says that it is worth trying again; else this is {@link used}.
     *
     * @param {{ code?: number, reason?: string }} close
     * @returns {{ why: string, freshUrlHelps: boolean }} why it closed, in words
     */
    closed(close: {
        code?: number;
        reason?: string;
    }): {
        why: string;
        freshUrlHelps: boolean;
    };
    /** Fetches no more. */
    close(): void;
}
