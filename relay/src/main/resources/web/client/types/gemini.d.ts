import { Attachment } from './attachment.js';
export type Reader = import('./attachment.js').Reader;
/** @implements {Reader} */
export declare class GeminiReader implements Reader {
    #private;
    /** @param {any} message @returns {import('./attachment.js').Meaning} */
    read({ serverContent: content, mascotVisemes: injected }: any): import('./attachment.js').Meaning;
    cutOff(): void;
}
/** What the smallest client says. @type {import('./conversation.js').Talk} */
export declare const geminiTalk: import('./conversation.js').Talk;
/**
 * Lets a player speak what a session of `@google/genai` (1.23.0 or newer) receives:
 * `ai.live.connect({ model, config, callbacks: attachGemini({ onmessage, onclose }, player).callbacks })`.
 *
 * @template {{ onmessage?: ((message: any) => void) | null }} C
 * @param {C} callbacks the application's own; each is called as before
 * @param {import('./attachment.js').Player} player
 */
export declare function attachGemini<C extends {
    onmessage?: ((message: any) => void) | null;
}>(callbacks: C, player: import('./attachment.js').Player): Attachment & {
    callbacks: C & {
        onmessage: (message: any) => void;
    };
};
