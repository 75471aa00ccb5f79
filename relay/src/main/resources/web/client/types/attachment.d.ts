export type AgentAudio = import('./player.js').AgentAudio;
export type Player = {
    play: (audio: AgentAudio) => void;
    endTurn: (turn?: string) => void;
    interrupt: () => {
        turn?: string;
        playedMs: number;
    };
    /**
     * turns may be called as turns of the session before were
     */
    newSession?: () => void;
};
export type Meaning = {
    audio?: AgentAudio[];
    /**
     * no more audio comes of this turn
     */
    end?: string;
    /**
     * what is not heard yet is not to be heard
     */
    interrupt?: boolean;
    /**
     * of the turn that was interrupted: the player's answer
     */
    heard?: {
        turn?: string;
        playedMs: number;
    };
    /**
     * what the agent says, in words
     */
    text?: string;
    /**
     * what this vendor wants to be answered at once, by whoever holds the socket
     */
    reply?: object;
};
export type Reader = {
    read: (message: any) => Meaning;
    /**
     * the vendor has not finished its answer; undefined where it does not say
     */
    isAnswering?: boolean;
    /**
     * the user has interrupted, though no message tells: audio of this turn is late from now on
     */
    cutOff: () => void;
};
/** One session attached to a player, until {@link Attachment#detach}. */
export declare class Attachment {
    #private;
    /** Messages of any kind. */
    messageCount: number;
    /** Messages with audio. */
    audioCount: number;
    /** Those of them that carried visemes. */
    decoratedCount: number;
    /**
     * The turn that was interrupted last, and how much of it was heard: for whoever must tell the vendor.
     * @type {{ turn?: string, playedMs: number }}
     */
    interrupted: {
        turn?: string;
        playedMs: number;
    };
    /**
     * @param {Reader} reader
     * @param {Player} player
     * @param {() => void} detach  stops the messages
     */
    constructor(reader: Reader, player: Player, detach?: () => void);
    /** One message as the vendor sent it. Never throws, whatever it is. @param {any} message @returns {Meaning} */
    take(message: any): Meaning;
    /** The user has interrupted: silence, and late audio of this turn is not heard. */
    interrupt(): {
        turn?: string;
        playedMs: number;
    };
    /** The vendor has not finished its answer, though all of it may have come; undefined where it does not say. */
    get isAnswering(): boolean | undefined;
    /** Hears no more of the session. What was heard is still played. */
    detach(): void;
}
