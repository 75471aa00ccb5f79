// SPDX-License-Identifier: Apache-2.0
// The package's entry: everything that needs no framework. react.js and rive.js are entries of their own.
export { explainClose } from './closing.js';
export { Conversation } from './conversation.js';
export { attachElevenLabs } from './elevenlabs.js';
export { attachGemini } from './gemini.js';
export { NaturalLipSync, PRESETS, lipSyncOptions } from './natural-lip-sync.js';
export { Microphone, MicrophoneError } from './microphone.js';
export { attachOpenAi } from './openai.js';
export * from './outputs.js';
export { VisemePlayer } from './player.js';
export { SignedUrls } from './signed-urls.js';
export { attachMessages, attachSocket } from './socket.js';
export { TimelinePlayer } from './timeline-player.js';
export { CallRecorder, TimelineError, TurnRecorder, readTimeline, smoothTimeline } from './timeline.js';
export { attachVatel } from './vatel.js';
export { VENDORS } from './vendors.js';
