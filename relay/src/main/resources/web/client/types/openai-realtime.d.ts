import { OpenAIRealtimeWebSocket as Transport } from '@openai/agents-realtime';
export * from '@openai/agents-realtime';
export declare class OpenAIRealtimeWebSocket extends Transport {
    /** @param {import('@openai/agents-realtime').OpenAIRealtimeWebSocketOptions} [options] */
    constructor(options?: import('@openai/agents-realtime').OpenAIRealtimeWebSocketOptions);
}
