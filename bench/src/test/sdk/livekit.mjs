// SPDX-License-Identifier: Apache-2.0
// livekit-server-sdk: its TokenVerifier opens the access token that POST /v1/session-token gives out for WebRTC.
import { packageName, post, serve } from './report.mjs';

const { TokenVerifier } = await import(packageName);

await serve(async (job, report) => {
  const answer = await post(`${job.relay}/v1/session-token`, job.tenantKey, { transport: 'webrtc', ...job.request });
  const claims = await new TokenVerifier(job.livekit.key, job.livekit.secret).verify(answer.token);
  report.connected = true;
  report.extra = { ...answer, token: undefined, claims };
});
