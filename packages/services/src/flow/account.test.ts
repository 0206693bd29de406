import type { RuntimeEvent } from "@insaka/runtime";
import { expect, test } from "vitest";
import { account, calm } from "./account.js";
import { EventLog } from "./event-log.js";

const COMMUNICATIONS = "communications.loan-rejected";
const REPORTING = "reporting.loan-origination";
const rejected = { exchange: "loan-origination", routingKey: "loan.rejected", message: "LoanRejected", version: 1 };

const published = (messageId: string) => ({ type: "published", messageId, ...rejected }) as RuntimeEvent;
const settled = (messageId: string, queue: string, outcome: string) =>
  ({ type: "settled", messageId, queue, outcome }) as RuntimeEvent;
const log = (...events: readonly RuntimeEvent[]) => events.map((event) => ({ at: 0, service: "s", event }));

test("a message must come to its end in every queue that is bound for it", () => {
  const events = log(
    published("a"),
    settled("a", COMMUNICATIONS, "ack"),
    settled("a", REPORTING, "ack"),
    published("b"),
    settled("b", COMMUNICATIONS, "retry"),
    settled("b", REPORTING, "ack"),
    published("c"),
    settled("c", COMMUNICATIONS, "dead-letter"),
  );
  expect(account(events)).toEqual({
    published: 3,
    handled: 3,
    retries: 1,
    deadLetters: 1,
    replayed: 0,
    dropped: 0,
    lost: [`b in ${COMMUNICATIONS}`, `c in ${REPORTING}`],
  });
});

test("a message that is sent again under its id counts once, a dead letter that is handled after all as replayed", () => {
  const events = log(published("a"), published("a"), settled("a", REPORTING, "ack"));
  const replayed = log(settled("a", COMMUNICATIONS, "dead-letter"), settled("a", COMMUNICATIONS, "ack"));
  expect(account([...events, ...replayed])).toMatchObject({ published: 1, deadLetters: 1, replayed: 1, lost: [] });
});

test("a reply must come to the queue that asked", () => {
  const queue = "api-gateway.instance.0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c03";
  const reply = { ...published("a"), exchange: "insaka.reply", routingKey: queue } as RuntimeEvent;
  expect(account(log(reply)).lost).toEqual([`a in ${queue}`]);
  expect(account(log(reply, settled("a", queue, "ack"))).lost).toEqual([]);
});

test("calm comes with the last message's end, and says which one does not come to it", async () => {
  const told = new EventLog(() => undefined, 20);
  const observe = told.observer("s");
  observe(published("a"));
  observe(settled("a", REPORTING, "ack"));
  await expect(calm(told)).rejects.toThrow(`a in ${COMMUNICATIONS}`);
  const coming = calm(told);
  observe(settled("a", COMMUNICATIONS, "ack"));
  await coming;
});
