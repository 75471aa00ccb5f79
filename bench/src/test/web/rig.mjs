// SPDX-License-Identifier: Apache-2.0
// Relay, fake vendors and a tenant's backend, which WebRig.java holds in its own process.
import { until } from './until.mjs';

/**
 * The rig with these settings; it is shared by all tests that ask for the same ones, its vendors become what is asked for
 * now. `fake` are options as of `./run fake-upstream`, `settings` are laid over those of config/relay.yaml.
 */
export async function rig({ fake = ['--pace=burst'], settings = {} } = {}) {
  const about = await ask('rig', { fake, settings });
  const path = `rig/${about.id}`;
  const sessions = () => ask(`${path}/sessions`);
  return {
    /** { id, relay, management, website, upstream, tenantKey, vendorKey } */
    ...about,
    /** The relay's answer to get-signed-url: what a tenant's backend hands on. */
    sign: (vendor, wishes = {}) => ask(`${path}/sign?vendor=${vendor}`, wishes),
    /** The vendors' side of every session since this call: { heard, said, audio, performances, complaints, closed } */
    sessions: async () => (await sessions()).slice(about.sessions),
    /** The vendor of the latest session says this message of ours. */
    say: (message, { binary = false } = {}) => ask(`${path}/say`, { json: JSON.stringify(message), binary }),
    /** Lines of YAML for the tenant's entry. */
    grant: (...lines) => ask(`${path}/grant`, lines),
    /** Awaits what the vendor of the latest session has heard, each message as JSON. */
    heard: (what, fits) => until(what, async () => (await sessions()).at(-1)?.heard.map(parse).find(fits)),
  };
}

async function ask(path, body) {
  const method = body ? 'POST' : 'GET';
  const answer = await fetch(new URL(path, process.env.VISEMUX_RIG), { method, body: body && JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) {
    throw new Error(`${path} answered ${answer.status} ${text}`);
  }
  return text ? JSON.parse(text) : undefined;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
