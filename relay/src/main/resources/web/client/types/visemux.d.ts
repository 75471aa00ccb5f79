export { explainClose } from './closing.js';
export { NaturalLipSync, PRESETS, lipSyncOptions } from './natural-lip-sync.js';
export * from './outputs.js';
export { VisemePlayer } from './player.js';
export { SignedUrls } from './signed-urls.js';
