import { describe, expect, test } from "vitest";
import { compareExchange, compareQueue } from "./compare-declarations.js";
import { queueDifferences, shownDifferences } from "./queue-differences.js";

const queue = (args: Readonly<Record<string, string | number | boolean>>) =>
  ({ name: "q", role: "consumed", durable: true, autoDelete: false, arguments: args }) as const;

describe("what a version of the broker compares", () => {
  test.each([
    ["quorum", "x-delivery-limit", "refused-406", "refused-406", "refused-406"],
    ["quorum", "x-consumer-timeout", "silently-different", "silently-different", "refused-406"],
    ["quorum", "x-colour", "silently-different", "silently-different", "silently-different"],
    ["classic", "x-queue-leader-locator", "silently-different", "refused-406", "refused-406"],
    ["stream", "x-stream-filter-size-bytes", "silently-different", "silently-different", "refused-406"],
  ])("%s queue, %s", (type, argument, ...expected) => {
    const [before, after] = [1, 2].map((value) => queue({ "x-queue-type": type, [argument]: value })) as [
      ReturnType<typeof queue>,
      ReturnType<typeof queue>,
    ];
    const outcomes = (["3.12", "4.0", "4.3"] as const).map(
      (version) => compareQueue(before, after, version)[0]?.outcome,
    );
    expect(outcomes).toEqual(expected);
  });

  test("an argument of other types only is one that the broker does not create a queue with", () => {
    const [quorum, limited] = [
      queue({ "x-queue-type": "quorum" }),
      queue({ "x-queue-type": "quorum", "x-max-priority": 5 }),
    ];
    expect(compareQueue(quorum, limited, "4.0")).toMatchObject([{ outcome: "silently-different", foreign: true }]);
    expect(compareQueue(limited, quorum, "4.0")).toMatchObject([{ outcome: "silently-different", foreign: false }]);
  });

  test("a queue that states no type is of the default one", () => {
    expect(compareQueue(queue({}), queue({ "x-queue-type": "classic" }), "4.0")).toEqual([]);
    expect(compareQueue(queue({}), queue({ "x-queue-type": "quorum" }), "4.0")).toMatchObject([
      { part: "x-queue-type" },
    ]);
  });

  test("a difference that only some versions refuse says which", () => {
    const [before, after] = [
      queue({ "x-queue-type": "quorum" }),
      queue({ "x-queue-type": "quorum", "x-consumer-timeout": 5 }),
    ];
    expect(shownDifferences(queueDifferences(before, after))).toBe(
      "x-consumer-timeout 5 instead of nothing (compared from 4.3 on)",
    );
  });
});

test("an exchange's attributes and its alternate are compared, other arguments are not", () => {
  const exchange = { name: "e", type: "topic", durable: true, autoDelete: false, internal: false, arguments: {} };
  const other = {
    ...exchange,
    type: "direct",
    internal: true,
    arguments: { "alternate-exchange": "a", "x-colour": "blue" },
  };
  expect(compareExchange(exchange, other).map(({ part, outcome }) => `${part}: ${outcome}`)).toEqual([
    "type: refused-406",
    "internal: refused-406",
    "alternate-exchange: refused-406",
    "x-colour: silently-different",
  ]);
  expect(compareExchange(exchange, { ...exchange })).toEqual([]);
});
