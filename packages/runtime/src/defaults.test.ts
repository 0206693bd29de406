import { expect, test } from "vitest";
import { resolveSettings } from "./defaults.js";

test("what is left out, or undefined, has its default", () => {
  const settings = resolveSettings({ timeouts: { handler: undefined as never, confirm: 5 } });
  expect(settings.timeouts).toEqual({ ...resolveSettings().timeouts, confirm: 5 });
});

test.each([
  [{ timeouts: { handler: Number.POSITIVE_INFINITY } }, /timeouts\.handler/],
  [{ timeouts: { settle: -1 } }, /timeouts\.settle/],
  [{ timeouts: { drain: 2 ** 31 } }, /timeouts\.drain/],
  [{ limits: { bodyBytes: 0 } }, /limits\.bodyBytes/],
  [{ limits: { bodyDepth: 1.5 } }, /limits\.bodyDepth/],
  [{ prefetch: 0 }, /prefetch/],
  [{ heartbeat: Number.NaN }, /heartbeat/],
])("%j is refused by name", (options, name) => {
  expect(() => resolveSettings(options)).toThrow(name);
});
