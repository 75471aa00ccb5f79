// SPDX-License-Identifier: Apache-2.0
// @google/genai, or its build for the web.
import { browserLike, packageName, serve, sign } from './report.mjs';

const { GoogleGenAI, Modality } = await import(browserLike ? `${packageName}/web` : packageName);

/** The backend's part: an ephemeral token, of which the relay makes a key of its own. */
async function authToken({ vendor }, apiKey) {
  const ai = new GoogleGenAI({ apiKey, httpOptions: { baseUrl: vendor, apiVersion: 'v1alpha' } });
  return (await ai.authTokens.create({ config: { uses: 1 } })).name;
}

await serve(async (job, report) => {
  const { api_key: apiKey, base_url: baseUrl } = await sign(
    job,
    job.form === 'authTokens' && ((key) => authToken(job, key)),
  );
  let seen = 0;
  const onmessage = (message) => {
    seen++;
    const sounds = (message.serverContent?.modelTurn?.parts ?? []).filter((part) => part.inlineData);
    if (sounds.length > 0) {
      report.hear(Buffer.concat(sounds.map((part) => Buffer.from(part.inlineData.data, 'base64'))));
      report.show(message);
    }
    report.interruptions += message.serverContent?.interrupted ? 1 : 0;
  };

  const ai = new GoogleGenAI({ apiKey, httpOptions: { baseUrl } });
  const session = await ai.live.connect({
    model: 'gemini-live-2.5-flash-preview',
    config: { responseModalities: [Modality.AUDIO] },
    callbacks: { onmessage, onerror: (event) => report.error(event.message), onclose: () => {} },
  });
  report.connected = true;
  session.sendClientContent({ turns: 'Hello!', turnComplete: true });
  await report.allSaid(() => seen >= report.messages);
  if (job.hangsUp) {
    session.close();
  }
  await report.allClosed();
});
