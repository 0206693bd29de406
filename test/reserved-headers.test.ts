/** The runtime writes headers, the generator must not take them for a message's own: neither imports the other, so this holds them together. */
import { expect, test } from "vitest";
import { isReservedHeader } from "../generator/src/model/document-headers.js";
import { HEADER, isStripped } from "../packages/runtime/src/message/headers.js";

test.each(Object.values(HEADER))("the runtime's header %s is no sender's own", (name) => {
  expect(isReservedHeader(name)).toBe(true);
});

test.each(["CC", "BCC", "x-death", "x-delivery-count", "x-first-death-queue", "x-last-death-reason"])(
  "the broker's header %s is no sender's own, and does not travel on",
  (name) => {
    expect([isReservedHeader(name), isStripped(name)]).toEqual([true, true]);
  },
);

test.each(["x-insured-death-date", "x-matched-branch", "x-stream-branch", "x-deathbed", "x-version-note"])(
  "%s is a sender's own, and travels on",
  (name) => {
    expect([isReservedHeader(name), isStripped(name)]).toEqual([false, false]);
  },
);
