import type { RuntimeEvent } from "@insaka/runtime";
import { expect, test } from "vitest";
import { account } from "./account.js";

const published = (messageId: string) => ({ type: "published", messageId }) as RuntimeEvent;
const settled = (messageId: string, outcome: string) => ({ type: "settled", messageId, outcome }) as RuntimeEvent;
const log = (...events: readonly RuntimeEvent[]) => events.map((event) => ({ at: 0, service: "s", event }));

test("a message that was confirmed and only retried counts as lost", () => {
  const events = log(
    published("a"),
    settled("a", "ack"),
    published("b"),
    settled("b", "retry"),
    published("c"),
    settled("c", "dead-letter"),
  );
  expect(account(events)).toEqual({ published: 3, handled: 1, retries: 1, deadLetters: 1, lost: ["b"] });
});

test("a message that is sent again under its id counts once", () => {
  expect(account(log(published("a"), published("a"), settled("a", "ack")))).toMatchObject({ published: 1, lost: [] });
});
