// SPDX-License-Identifier: Apache-2.0
const PATIENCE_MILLIS = 20_000;
const STEP_MILLIS = 10;

/** The first value of `condition` that is true. */
export async function until(what, condition, patienceMillis = PATIENCE_MILLIS) {
  for (const end = Date.now() + patienceMillis; ;) {
    const value = await condition();
    if (value) {
      return value;
    }
    if (Date.now() > end) {
      throw new Error(`never: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, STEP_MILLIS));
  }
}
