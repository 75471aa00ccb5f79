// SPDX-License-Identifier: Apache-2.0
// Who holds the tenant key: the website that serves this page and signs for it, or the visitor who tries a relay.

/** What a refusal means here and what helps, by the relay's stable code. */
const REMEDIES = {
  unauthorized: 'The relay does not know this tenant key. Its operator makes one with ./run keys create TENANT.',
  invalid_api_key: 'The relay does not know this tenant key. Its operator makes one with ./run keys create TENANT.',
  no_key: 'Type a tenant key first: the relay speaks with nobody else.',
  unreachable: 'Nothing answers: is the relay still running?',
  draining: 'The relay is draining: it takes nothing new. Try again in a minute.',
};

export class Refused extends Error {
  constructor(code, sentence = '', seconds = 0) {
    const wait = seconds > 0 && !/\d s\b/.test(sentence) ? ` Again in ${seconds} s.` : '';
    super((REMEDIES[code] ?? `The relay refuses: ${sentence}.`) + wait);
    this.code = code;
  }
}

/** The tenant's own website, as ./run demo has one: it signs for whoever looks at its page. */
export class Website {
  asksForKeys = false;

  /** @param wishes fields of provider_config that a visitor may choose */
  signed(vendor, wishes) {
    return asked(`signed-url?vendor=${vendor}`, { body: JSON.stringify(wishes) });
  }

  /** The shapes of PCM16. */
  timeline(pcm, rate, query) {
    return asked(`visemes?${query}`, { headers: l16(rate), body: pcm });
  }
}

/** The relay itself, asked with keys that the visitor has typed: `keys()` gives { tenantKey, vendorKey, model, agent }. */
export class Relay {
  asksForKeys = true;
  #keys;

  constructor(keys) {
    this.#keys = keys;
  }

  signed(vendor, wishes) {
    const config = { ...wishes, ...FIELDS[vendor](this.#keys()) };
    const given = Object.fromEntries(Object.entries(config).filter(([, value]) => value !== ''));
    return this.#asked(
      'v1/get-signed-url',
      { 'Content-Type': 'application/json' },
      JSON.stringify({ config: { provider: vendor, provider_config: given } }),
    );
  }

  timeline(pcm, rate, query) {
    return this.#asked(`v1/visemes?${query}`, l16(rate), pcm);
  }

  #asked(path, headers, body) {
    const { tenantKey } = this.#keys();
    if (tenantKey === '') {
      throw new Refused('no_key');
    }
    return asked(path, { headers: { ...headers, Authorization: `Bearer ${tenantKey}` }, body });
  }
}

/** What each vendor's part of the question is called. */
const FIELDS = {
  openai: ({ vendorKey, model }) => ({ [vendorKey.startsWith('ek_') ? 'ephemeral_token' : 'api_key']: vendorKey, model }),
  gemini: ({ vendorKey, model }) => ({
    [vendorKey.startsWith('auth_tokens/') ? 'ephemeral_token' : 'api_key']: vendorKey,
    model,
  }),
  elevenlabs: ({ vendorKey, agent }) => ({ api_key: vendorKey, agent_id: agent }),
  vatel: ({ vendorKey, agent }) => ({ api_key: vendorKey, agent_id: agent }),
};

function l16(rate) {
  return { 'Content-Type': `audio/l16;rate=${rate}`, Accept: 'application/json' };
}

async function asked(path, request) {
  let answer;
  try {
    answer = await fetch(path, { method: 'POST', ...request });
  } catch {
    throw new Refused('unreachable');
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    throw new Refused(
      body.code,
      [body.error ?? `HTTP ${answer.status}`, body.detail].filter(Boolean).join(': '),
      Number(answer.headers.get('Retry-After')),
    );
  }
  return body;
}
