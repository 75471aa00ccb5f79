// SPDX-License-Identifier: Apache-2.0
// React on a server: no window, no sound.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const APPLICATION = `
  import { createElement } from 'react';
  import { renderToString } from 'react-dom/server';
  import { Mouth, VisemuxProvider, useVisemes } from 'visemux/react';
  function Agent() {
    const { isIntercepting, messageCount, visemeId, weights } = useVisemes({ session: { status: 'disconnected' } });
    return createElement(Mouth, { 'data-told': JSON.stringify([isIntercepting, messageCount, visemeId, weights.sil]) });
  }
  export const html = renderToString(createElement(VisemuxProvider, { options: {} }, createElement(Agent)));
`;

test('a server renders a closed mouth, and makes no player', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'visemux-react-'));
  t.after(() => rmSync(folder, { recursive: true }));
  await build({
    stdin: { contents: APPLICATION, resolveDir: HERE }, bundle: true, format: 'cjs', platform: 'node',
    nodePaths: [join(HERE, 'node_modules')], outfile: join(folder, 'page.cjs'), logLevel: 'silent',
  });
  const { html } = (await import(pathToFileURL(join(folder, 'page.cjs')))).default;
  assert.match(html, /data-told="\[false,0,0,1\]"/);
  assert.match(html, /<path class="visemux-lowerLip" d="M /);
});
