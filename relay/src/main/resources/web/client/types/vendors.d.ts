/** The vendors' protocols, by the name that the relay's API gives them. */
export declare const VENDORS: {
    openai: import("./conversation.js").Talk;
    gemini: import("./conversation.js").Talk;
    elevenlabs: import("./conversation.js").Talk;
    vatel: import("./conversation.js").Talk;
};
export type Vendor = keyof typeof VENDORS;
/** @typedef {keyof typeof VENDORS} Vendor */
