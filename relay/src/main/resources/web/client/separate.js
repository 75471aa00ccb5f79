// SPDX-License-Identifier: Apache-2.0
// Visemes in messages of their own (`viseme_delivery: "separate"`), right before their message of audio: for SDKs that
// strip what they do not know.

/** The type of such a message; Gemini's has none. */
export const SEPARATE = 'visemux.visemes';
