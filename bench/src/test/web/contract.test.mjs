// SPDX-License-Identifier: Apache-2.0
// What the relay serves at /openapi.yaml and /asyncapi.yaml keeps the linter's strictest rules.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const RESOURCES = '../../../../relay/src/main/resources/';

for (const document of ['openapi.yaml', 'asyncapi.yaml']) {
  it(`${document} is well formed`, () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [here('node_modules/@redocly/cli/bin/cli.js'), 'lint',
      '--config', here('redocly.yaml'), '--format', 'stylish', here(RESOURCES + document)],
    { encoding: 'utf8', env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' } });
    assert.equal(status, 0, stdout + stderr);
  });
}
