// SPDX-License-Identifier: Apache-2.0
const AROUND_SECONDS = 0.5;

/**
 * What VisemePlayer.frame() would say of the visemes as they were received.
 *
 * @param player a VisemePlayer
 */
export function rawFrame(player) {
  const now = player.now();
  const shapes = player.shapes(now - AROUND_SECONDS, now + AROUND_SECONDS, { raw: true });
  const at = shapes.findIndex(({ from, to }) => from <= now && now < to);
  const heard = shapes[at];
  if (!heard) {
    const last = shapes.findLast(({ to }) => to <= now);
    return { visemeId: 0, previousId: last?.id, sinceMs: last && (now - last.to) * 1000 };
  }
  return {
    visemeId: heard.id,
    previousId: shapes[at - 1]?.id ?? 0,
    sinceMs: (now - heard.from) * 1000,
    nextId: shapes[at + 1]?.id ?? 0,
    untilMs: (heard.to - now) * 1000,
  };
}
