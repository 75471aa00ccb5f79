/** The type of such a message; Gemini's has none. */
export declare const SEPARATE = "visemux.visemes";
