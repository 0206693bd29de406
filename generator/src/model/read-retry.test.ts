import { describe, expect, test } from "vitest";
import type { BuildContext } from "./build-context.js";
import { NameBook } from "./name-book.js";
import { defaultRetry, ladderOf, policyOf, policySteps, readRetry, stepMilliseconds } from "./read-retry.js";

const node = (value: object) => ({ file: "f", pointer: "/operations/o", value });

function read(operation: object, channel: object = {}) {
  const context: BuildContext = {
    mode: "house",
    diagnostics: [],
    names: new NameBook("any"),
    set: { files: new Map(), documents: [], references: new Map(), upcasters: new Map(), broken: new Set() },
  };
  return {
    retry: readRetry(context, node(operation), node(channel)),
    problems: context.diagnostics.map(({ message }) => message),
  };
}

describe("stepMilliseconds", () => {
  test.each([
    ["1s", 1000],
    ["30s", 30_000],
    ["2m", 120_000],
    ["1h", 3_600_000],
    ["0s", undefined],
    ["05s", undefined],
    ["5", undefined],
    ["5d", undefined],
    ["1.5s", undefined],
    ["5s ", undefined],
  ])("%s", (step, milliseconds) => {
    expect(stepMilliseconds(step)).toBe(milliseconds);
  });
});

describe("readRetry", () => {
  test("takes the operation's ladder, else the channel's, else the default", () => {
    const [ladder, other] = [
      { steps: ["1s"], attempts: 2 },
      { steps: ["1m"], attempts: 3 },
    ];
    expect(read({ "x-retry": ladder }, { "x-retry": other }).retry).toEqual(ladder);
    expect(read({}, { "x-retry": other }).retry).toEqual(other);
    expect(read({}).retry).toEqual(defaultRetry);
    expect(read({ "x-retry": { attempts: 9 } }).retry).toEqual({ ...defaultRetry, attempts: 9 });
  });

  test("takes a wait of a day, twenty steps and a hundred attempts", () => {
    const steps = [...Array.from({ length: 19 }, (_, index) => `${index + 1}s`), "24h"];
    expect(read({ "x-retry": { steps, attempts: 100 } })).toEqual({ retry: { steps, attempts: 100 }, problems: [] });
  });

  test("gives a message a ladder of its own, which takes the rest from its queue's", () => {
    const stated = { steps: ["1s", "5s"], attempts: 8, immediate: 1 };
    const messages = { Slow: { steps: ["1h"], immediate: 0 }, Often: { attempts: 20 } };
    const { retry, problems } = read({ "x-retry": { ...stated, messages } });
    expect(problems).toEqual([]);
    expect(retry).toEqual({
      ...stated,
      messages: { Often: { ...stated, attempts: 20 }, Slow: { steps: ["1h"], attempts: 8 } },
    });
    expect(policySteps(retry)).toEqual(["1s", "5s", "1h"]);
    expect([ladderOf(retry, "Slow").steps, ladderOf(retry, "toString")]).toEqual([["1h"], stated]);
    expect(policyOf(retry, "Slow").messages).toEqual({ Slow: { steps: ["1h"], attempts: 8 } });
    expect(policyOf(retry, "Other")).toEqual(stated);
  });

  test("refuses what is wrong in one message's ladder, and keeps the queue's", () => {
    const { retry, problems } = read({
      "x-retry": { attempts: 3, messages: { A: { step: ["1s"] }, B: { attempts: 2 } } },
    });
    expect(problems).toEqual(['x-retry has no key "step".']);
    expect(retry.messages).toEqual({ B: { steps: defaultRetry.steps, attempts: 2 } });
  });

  test.each<[object | string, RegExp]>([[{ messages: ["A"] }, /mapping of ladders/]])(
    "refuses %j and keeps the rest",
    (value, message) => {
      const { problems } = read({ "x-retry": value });
      expect(problems).toEqual([expect.stringMatching(message)]);
    },
  );

  test.each<[object | string, RegExp]>([
    [{ immediate: 6 }, /from 0 to 5/],
    [{ immediate: -1 }, /from 0 to 5/],
    [{ immediate: "1" }, /from 0 to 5/],
    [{ immediate: 2, attempts: 2 }, /leave none of the 2 attempts/],
    ["5s", /not a mapping/],
    [{ step: ["5s"] }, /no key "step"/],
    [{ steps: [] }, /a list of waits/],
    [{ steps: ["5s", "5 s"] }, /"5 s" is not a wait/],
    [{ steps: [5] }, /5 is not a wait/],
    [{ steps: ["60s", "1m"] }, /longer than the one before/],
    [{ steps: ["1s", "24h", "25h"] }, /"25h" is longer than a day/],
    [{ steps: ["9999999h"] }, /longer than a day/],
    [{ steps: Array.from({ length: 21 }, (_, index) => `${index + 1}s`) }, /21 steps/],
    [{ attempts: 101 }, /attempts is 101/],
    [{ attempts: 0 }, /at least 1/],
    [{ attempts: 1.5 }, /whole number/],
  ])("refuses %j and goes on with the default", (value, message) => {
    const { retry, problems } = read({ "x-retry": value });
    expect(problems).toEqual([expect.stringMatching(message)]);
    expect(retry).toEqual(defaultRetry);
  });
});
