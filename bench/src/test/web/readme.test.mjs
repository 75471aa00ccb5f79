// SPDX-License-Identifier: Apache-2.0
// What the manuals show can be built: names that are imported are there.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const WEB = new URL('../../../../relay/src/main/resources/web/', import.meta.url);
const FENCE = /^```(js|jsx)\n(.*?)^```/gms;

for (const manual of ['README.md', 'client/README.md']) {
  const examples = [...readFileSync(new URL(manual, WEB), 'utf8').matchAll(FENCE)];
  examples.forEach(([, loader, contents], i) => {
    test(`${manual}, example ${i + 1} of ${examples.length}`, async () => {
      const { warnings } = await build({
        stdin: { contents, loader, resolveDir: HERE }, bundle: true, write: false, format: 'esm', external: ['node:*'],
        nodePaths: ['node_modules', '../sdk/node_modules'].map((modules) => join(HERE, modules)), jsx: 'automatic',
        logLevel: 'silent',
      });
      assert.deepEqual(warnings.map(({ text }) => text), []);
    });
  });
}
