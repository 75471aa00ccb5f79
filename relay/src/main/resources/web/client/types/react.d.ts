import { Stage } from './stage.js';
export type VisemuxSession = {
    status: string;
};
export type OpenAIRealtimeSession = {
    status: 'disconnected' | 'connecting' | 'connected';
};
export type VisemesOptions = {
    /**
     * the call's state; where it says `disconnected`, the agent falls silent
     */
    session?: VisemuxSession;
    /**
     * the session to listen to; without one, whichever
     * `OpenAIRealtimeWebSocket` of `visemux/openai-realtime.js` the page makes
     */
    transport?: import('./stage.js').Source | null;
    /**
     * of a transport that is a WebSocket
     */
    vendor?: import('./vendors.js').Vendor;
    /**
     * for messages that the relay did not smooth; true
     */
    naturalLipSync?: boolean;
    /**
     * may be written inline: equal
     * values change nothing, other ones change the mouth in mid-call
     */
    naturalLipSyncConfig?: Partial<import('./natural-lip-sync.js').LipSyncOptions>;
    /**
     * of the weights: one of OUTPUTS, or a table of your own
     */
    output?: string | import('./outputs.js').Table;
    /**
     * log each message of audio
     */
    debug?: boolean;
};
/** The provider's stage, or the page's. */
export declare function useStage(): Stage;
/**
 * Components in it share one agent. Without `options` that is the page's one agent, which components outside of any
 * provider share, too; with them, the provider has a player of its own for as long as it is there.
 *
 * @param {{ options?: import('./player.js').PlayerOptions, children?: import('react').ReactNode }} props
 */
export declare function VisemuxProvider({ options, children }: {
    options?: import('./player.js').PlayerOptions;
    children?: import('react').ReactNode;
}): import("react").FunctionComponentElement<import("react").ProviderProps<Stage | undefined>>;
/** The player, for `attachGemini`, `attachElevenLabs` and whoever draws by himself. */
export declare function useVisemePlayer(): import("./player.js").VisemePlayer;
/**
 * Plays what the agent of a session says, and tells what its mouth does. It renders anew when the viseme or the count
 * changes; `weights` is one object that is filled before each animation frame: read it where you draw.
 *
 * @param {VisemesOptions} [options]
 */
export declare function useVisemes({ session, transport, vendor, naturalLipSync, naturalLipSyncConfig, output, debug, }?: VisemesOptions): {
    isIntercepting: boolean;
    messageCount: number;
    visemeId: number;
    weights: Record<string, number>;
};
/**
 * The mouth, drawn by the project: an SVG that follows the agent, or shows one of the 22 shapes. What it is given besides
 * goes to the `<svg>`; the parts have classes (`visemux-upperLip`), so that a style sheet can colour them.
 *
 * @param {{ visemeId?: number } & Omit<import('react').SVGProps<SVGSVGElement>, 'ref'>} props
 */
export declare function Mouth({ visemeId, ...rest }: {
    visemeId?: number;
} & Omit<import('react').SVGProps<SVGSVGElement>, 'ref'>): import("react").ReactSVGElement;
/** {@link useVisemes} by another name, with the default that its documents give it. @param {VisemesOptions} options */
export declare function useMascotOpenAI(options: VisemesOptions): {
    isIntercepting: boolean;
    messageCount: number;
    visemeId: number;
    weights: Record<string, number>;
};
/** {@link VisemuxProvider} by another name. */
export declare const MascotProvider: typeof VisemuxProvider;
