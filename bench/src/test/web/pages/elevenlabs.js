// SPDX-License-Identifier: Apache-2.0
// An application with @elevenlabs/client, as its documents show it, and one call more.
import { Conversation } from '@elevenlabs/client';
import { Conversation as OldConversation } from 'elevenlabs-client-0.12';
import { attachElevenLabs } from 'visemux';
import { found, observedPlayer } from './observed.js';

const SDKS = { current: Conversation, old: OldConversation };

/** One answer to its end, or until it is interrupted. The greatest volume is what the SDK itself lets out. */
globalThis.talk = async ({ signed, sdk = 'current', rate }) => {
  const observed = await observedPlayer();
  const seen = { audio: 0, interrupted: [], connected: false, modes: [] };
  const attachment = attachElevenLabs({
    signedUrl: signed.signed_url,
    onConnect: () => { seen.connected = true; },
    onAudio: () => { seen.audio++; },
    onInterruption: () => { seen.interrupted.push(performance.now()); },
    onModeChange: ({ mode }) => { seen.modes.push(mode); },
    onError: (error) => { seen.error = String(error); },
  }, observed.player, { rate });

  const conversation = await SDKS[sdk].startSession(attachment.options);
  conversation.setVolume(sdk === 'old' ? { volume: 0 } : { volume: conversation.volume });
  const volumes = [];
  const listening = setInterval(() => volumes.push(conversation.getOutputVolume()), 50);
  conversation.sendUserMessage('Hello!');
  await observed.spoken();
  clearInterval(listening);
  const report = { ...observed.report(attachment), seen, volume: Math.max(...volumes) };
  await conversation.endSession();
  return report;
};
