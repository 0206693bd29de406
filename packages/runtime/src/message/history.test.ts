import { describe, expect, test } from "vitest";
import type { Headers } from "../transport/transport.js";
import { HEADER } from "./headers.js";
import { readHistory, withFailure } from "./history.js";

const failure = { attempt: 1, class: "transient", reason: "bureau away", step: "5s" };

function after(failures: number): Headers {
  let headers: Headers = {};
  for (let attempt = 1; attempt <= failures; attempt += 1) {
    headers = { [HEADER.history]: withFailure(headers, attempt * 1_000, { ...failure, attempt }) };
  }
  return headers;
}

describe("the history of a message", () => {
  test("has each failure with its time, oldest first", () => {
    expect(readHistory(after(2))).toEqual([
      { at: "1970-01-01T00:00:01.000Z", ...failure },
      { at: "1970-01-01T00:00:02.000Z", ...failure, attempt: 2 },
    ]);
    expect(readHistory({})).toEqual([]);
  });

  test("keeps the first failure and the last ones, twenty in all", () => {
    const attempts = readHistory(after(100)).map(({ attempt }) => attempt);
    expect(attempts).toEqual([1, ...Array.from({ length: 19 }, (_, index) => 82 + index)]);
  });

  test("is never too long to be read again", () => {
    let headers: Headers = {};
    for (let attempt = 1; attempt <= 30; attempt += 1) {
      const reason = "\u0001".repeat(1_000);
      headers = { [HEADER.history]: withFailure(headers, 0, { ...failure, reason, attempt }) };
    }
    expect(readHistory(headers)).toHaveLength(20);
    expect(readHistory(headers)[0]?.reason).toHaveLength(200);
  });

  test.each<[string, unknown]>([
    ["no text", [1]],
    ["no JSON", "{"],
    ["no list", '{"at":1}'],
    ["entries of another shape", '[null,1,{"at":1},{"at":"now","attempt":"1","class":"transient","reason":"x"}]'],
    ["a text without end", JSON.stringify([{ ...failure, at: "now", reason: "x".repeat(100_000) }])],
  ])("of a stranger is none: %s", (_, value) => {
    expect(readHistory({ [HEADER.history]: value })).toEqual([]);
  });
});
