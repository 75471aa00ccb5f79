// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import java.nio.charset.StandardCharsets;

/** The events of OpenAI Realtime that concern lips; beta names mean the same as the GA ones. */
enum OpenAiEvent {
    AUDIO("response.output_audio.delta"),
    BETA_AUDIO("response.audio.delta"),
    AUDIO_DONE("response.output_audio.done"),
    BETA_AUDIO_DONE("response.audio.done"),
    RESPONSE_CREATED("response.created"),
    RESPONSE_DONE("response.done"),
    SESSION_CREATED("session.created"),
    SESSION_UPDATED("session.updated"),
    SPEECH_STARTED("input_audio_buffer.speech_started"),
    ITEM_TRUNCATED("conversation.item.truncated"),
    ERROR("error"),
    /** The client's. */
    RESPONSE_CANCEL("response.cancel");

    private static final OpenAiEvent[] ALL = values();

    private final byte[] type;

    OpenAiEvent(String type) {
        this.type = type.getBytes(StandardCharsets.US_ASCII);
    }

    /** The event whose type the cursor has just read, or null. */
    static OpenAiEvent read(JsonCursor cursor) {
        for (OpenAiEvent event : ALL) {
            if (cursor.textIs(event.type)) {
                return event;
            }
        }
        return null;
    }
}
