// SPDX-License-Identifier: Apache-2.0
// The package as npm would publish it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const CLIENT = new URL('../../../../relay/src/main/resources/web/client/', import.meta.url);
const read = (name) => readFileSync(new URL(name, CLIENT), 'utf8');
const manifest = JSON.parse(read('package.json'));
const modules = readdirSync(fileURLToPath(CLIENT)).filter((name) => name.endsWith('.js'));

test('every export lies where package.json says, and nothing is installed with it', () => {
  const targets = Object.values(manifest.exports).flatMap((to) => (typeof to === 'string' ? [to] : Object.values(to)));
  targets.filter((target) => !target.includes('*')).forEach((target) => assert.ok(existsSync(new URL(target, CLIENT)), target));
  assert.equal(manifest.dependencies, undefined);
});

test('React, Rive and an SDK are asked for by their own files alone, and are optional', () => {
  const importsOf = (name) => [...read(name).matchAll(/from '([^.][^']*)'/g)].map(([, from]) => [name, from]);
  const allowed = {
    'openai-realtime.js': ['@openai/agents-realtime'], 'react.js': ['react'], 'rive.js': ['react', '@rive-app/react-webgl2'],
  };
  modules.flatMap(importsOf).forEach(([name, from]) => assert.ok(allowed[name]?.includes(from), `${name} imports ${from}`));
  Object.keys(manifest.peerDependencies ?? {}).forEach((peer) => assert.ok(manifest.peerDependenciesMeta[peer].optional));
});

test('nothing replaces the browser\'s own WebSocket', () => {
  const replaced = /(window|globalThis|self)\.WebSocket\s*=|WebSocket\.prototype/;
  modules.forEach((name) => assert.doesNotMatch(read(name), replaced, name));
});

test('the types are what tsc makes of the JSDoc', (t) => {
  const fresh = mkdtempSync(join(tmpdir(), 'visemux-types-'));
  t.after(() => rmSync(fresh, { recursive: true }));
  const made = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '--outDir', fresh], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stdout);
  const stale = 'stale: run `npm run types` in bench/src/test/web';
  const filesOf = (folder) => readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.ts')).sort();
  assert.deepEqual(filesOf(fileURLToPath(new URL('types', CLIENT))), filesOf(fresh), stale);
  filesOf(fresh).forEach((name) => {
    assert.equal(read(`types/${name}`), readFileSync(join(fresh, name), 'utf8'), `${name} is ${stale}`);
  });
});
