import { Attachment } from './attachment.js';
import { VisemePlayer } from './player.js';
export type Source = import('./openai.js').Emitter | WebSocket | Attachment;
export type Scene = {
    /**
     * a session is listened to
     */
    isAttached: boolean;
    /**
     * messages of audio that came with visemes
     */
    messageCount: number;
    /**
     * the shape that is heard now
     */
    visemeId: number;
};
export declare class Stage {
    #private;
    /** @param {import('./player.js').PlayerOptions} [options] */
    constructor(options?: import('./player.js').PlayerOptions);
    /** Made when it is first wanted: never on a server, and no earlier than a page needs sound. */
    get player(): VisemePlayer;
    /** For React's useSyncExternalStore. @param {() => void} viewer */
    subscribe: (viewer: () => void) => () => void;
    /** @returns {Scene} the same one until something changes */
    scene: () => Scene;
    /** @returns {Scene} */
    static emptyScene(): Scene;
    /**
     * Listens to this session and no other. Returns how to stop.
     *
     * @param {Source} source
     * @param {import('./vendors.js').Vendor} [vendor] of a WebSocket
     */
    listenTo(source: Source, vendor?: import('./vendors.js').Vendor): () => void;
    /** Listens to whichever session the page makes next. Returns how to stop. */
    listenToAnnounced(): () => void;
    /** @param {import('./natural-lip-sync.js').LipSyncSetting} setting equal ones change nothing, whichever objects they are */
    smooth(setting: import('./natural-lip-sync.js').LipSyncSetting): void;
    /** The call is over: silence, and a closed mouth. */
    hangUp(): void;
    /** Logs each message of audio. Returns how to stop. */
    log(): () => void;
    /**
     * Calls this before each animation frame in which the mouth may move, and at once. Returns how to stop.
     *
     * @param {(frame: import('./player.js').Frame, transitionMs: number) => void} drawer the frame is the same object each time
     */
    draw(drawer: (frame: import('./player.js').Frame, transitionMs: number) => void): () => void;
    /** A part of the page has this stage for itself, until it calls what is returned and does not come back at once. */
    keep(): () => void;
}
/** The page's one stage, for pages with one agent. */
export declare function sharedStage(): Stage;
