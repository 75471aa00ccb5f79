// SPDX-License-Identifier: Apache-2.0
import { elevenLabsTalk } from './elevenlabs.js';
import { geminiTalk } from './gemini.js';
import { openAiTalk } from './openai.js';
import { vatelTalk } from './vatel.js';

/** The vendors' protocols, by the name that the relay's API gives them. */
export const VENDORS = { openai: openAiTalk, gemini: geminiTalk, elevenlabs: elevenLabsTalk, vatel: vatelTalk };

/** @typedef {keyof typeof VENDORS} Vendor */
