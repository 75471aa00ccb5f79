// SPDX-License-Identifier: Apache-2.0
// For `node --test --test-reporter`: a line of JSON for each test, and for each of its diagnostics. WebTest.java reads them.
import { basename } from 'node:path';

export default async function* report(events) {
  for await (const { type, data } of events) {
    const line = lineOf(type, data);
    if (line) {
      yield `${JSON.stringify(line)}\n`;
    }
  }
}

/** Of Node itself, at the end. */
function isSummary(message) {
  return /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/.test(message);
}

function lineOf(type, { name, details, message, skip, file }) {
  switch (type) {
    case 'test:pass':
    case 'test:fail':
      if (name === file || basename(name) === name && name.endsWith('.mjs')) {
        return undefined; // the file itself
      }
      return {
        name, ok: type === 'test:pass', skipped: skip !== undefined, millis: details.duration_ms, error: why(details.error),
      };
    case 'test:diagnostic':
      return isSummary(message) ? undefined : { note: message };
    case 'test:stderr':
    case 'test:stdout':
      return { printed: message };
    default:
      return undefined;
  }
}

function why(error) {
  return error && String((error.cause ?? error).stack ?? error.cause ?? error);
}
