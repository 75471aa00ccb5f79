/**
 * Explains the close of a WebSocket: the relay's reasons in words, a vendor's as it wrote them. Any thread of events may
 * hand its CloseEvent over as it is.
 *
 * @param {{ code?: number, reason?: string }} close
 * @returns {{ why: string, freshUrlHelps: boolean }}
 */
export declare function explainClose({ code, reason }?: {
    code?: number;
    reason?: string;
}): {
    why: string;
    freshUrlHelps: boolean;
};
