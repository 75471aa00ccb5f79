export { explainClose } from './closing.js';
export * from './outputs.js';
export { SignedUrls } from './signed-urls.js';
