import { expect, test } from "vitest";
import { account, type Ending, type Letter } from "./account.js";
import { fuzzInputs } from "./fuzz-input.js";

const [first, second] = fuzzInputs(7, 2) as [
  ReturnType<typeof fuzzInputs>[number],
  ReturnType<typeof fuzzInputs>[number],
];
const reason = { "x-dead-reason": "schema", "x-dead-class": "invalid" };
const letterOf = (input: typeof first, change: Partial<Letter> = {}): Letter => ({
  body: input.body,
  messageId: input.marker,
  headers: { ...reason, "x-fuzz": input.marker },
  ...change,
});
const acked: Ending = { messageId: `${first.marker}-1`, outcome: "ack" };

test("the same seed makes the same inputs, another one others", () => {
  expect(fuzzInputs(7, 20)).toEqual(fuzzInputs(7, 20));
  expect(fuzzInputs(8, 20)).not.toEqual(fuzzInputs(7, 20));
});

test("one acknowledged and one dead letter are all there is to it", () => {
  const found = account([first, second], [acked], [letterOf(second)], []);
  expect(found).toMatchObject({ acknowledged: 1, deadLettered: 1, reasons: { schema: 1 }, faults: [] });
});

test("a letter without id and headers is known by its body", () => {
  const bare = letterOf(second, { messageId: undefined, headers: reason });
  expect(account([first, second], [acked], [bare], []).faults).toEqual([]);
});

const unreadable: Ending = { messageId: undefined, outcome: "unreadable" };
const rejected = letterOf(second, { headers: { "x-fuzz": second.marker, "x-first-death-reason": "rejected" } });

test("what cannot be read is a dead letter by the broker's word, where the consumer has told of it", () => {
  const found = account([first, second], [acked, unreadable], [rejected], []);
  expect(found).toMatchObject({ deadLettered: 1, reasons: { unreadable: 1 }, faults: [] });
});

test.each<[what: string, endings: Ending[], letters: Letter[], fault: RegExp]>([
  ["one that is lost", [acked], [], /is nowhere/],
  [
    "one at which the runtime itself failed, whatever came of it",
    [{ ...acked, outcome: "requeue", reason: "internal-fault" }, acked],
    [letterOf(second)],
    /a fault of the runtime itself/,
  ],
  ["one that came twice", [acked], [letterOf(second), letterOf(second)], /nobody sent, or a second one/],
  [
    "one that was made up",
    [acked],
    [letterOf(second), letterOf(second, { messageId: "other", body: Buffer.from("?"), headers: reason })],
    /nobody sent/,
  ],
  ["one without a reason", [acked], [letterOf(second, { headers: { "x-fuzz": second.marker } })], /without a reason/],
  ["one that was rejected, and nobody told of it", [acked], [rejected], /1 fewer were told as unreadable/],
  ["one that was told as unreadable, and is none", [acked, unreadable], [letterOf(second)], /1 more were told/],
  ["one whose body was changed", [acked], [letterOf(second, { body: Buffer.from("changed") })], /another body/],
  [
    "one that tells",
    [acked],
    [letterOf(second, { headers: { ...reason, "x-fuzz": second.marker, "x-dead-detail": "no +260 here" } })],
    /personal value/,
  ],
])("%s is found", (_, endings, letters, fault) => {
  const { faults } = account([first, second], endings, letters, ["+260"]);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatch(fault);
});
