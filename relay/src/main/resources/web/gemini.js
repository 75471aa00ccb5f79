// SPDX-License-Identifier: Apache-2.0
// What a client of Gemini Live says and understands.
import { voice } from './microphone.js';

const SERVICE = '/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent';

export class Gemini {
  rate = 24_000;

  url({ base_url: base, api_key: key }) {
    return `${base.replace(/^http/, 'ws')}${SERVICE}?key=${key}`;
  }

  hello() {
    const generationConfig = { responseModalities: ['AUDIO'] };
    return { setup: { model: 'models/gemini-live-2.5-flash-preview', generationConfig, outputAudioTranscription: {} } };
  }

  say(text) {
    return [{ clientContent: { turns: [{ role: 'user', parts: [{ text }] }], turnComplete: true } }];
  }

  interrupt() {
    return [{ realtimeInput: { audio: { mimeType: 'audio/pcm;rate=16000', data: voice(16_000) } } }];
  }

  hear({ serverContent: content = {} }) {
    const sounds = (content.modelTurn?.parts ?? []).map((part) => part.inlineData)
      .filter((data) => data?.mimeType.startsWith('audio/pcm'));
    this.rate = Number(/rate=(\d+)/.exec(sounds[0]?.mimeType)?.[1] ?? this.rate);
    const end = content.turnComplete ? 'completed' : undefined;
    return {
      audio: sounds.map(({ data }) => data),
      text: content.outputTranscription?.text,
      end: content.interrupted ? 'cancelled' : end,
    };
  }
}
