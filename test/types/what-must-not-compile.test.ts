import { beforeAll, describe, expect, test } from "vitest";
import { consumeCases } from "./cases/consume.js";
import { publishCases } from "./cases/publish.js";
import { requestCases } from "./cases/request.js";
import { retiredCases } from "./cases/retired.js";
import { upcastCases } from "./cases/upcast.js";
import { compileCases, type Verdict } from "./compile-cases.js";
import type { TypeCase } from "./type-case.js";

const TOPICS = [publishCases, consumeCases, requestCases, upcastCases, retiredCases];

let verdicts: ReadonlyMap<TypeCase, Verdict>;

beforeAll(async () => {
  verdicts = await compileCases(TOPICS);
}, 120_000);

describe.each(TOPICS)("$topic", ({ cases }) => {
  test.each(cases)("$what is refused, and its twin is not", (each) => {
    const { refused, allowed } = verdicts.get(each)!;
    expect(allowed).toEqual([]);
    // One reason, and this one.
    expect(refused.map((message) => (message.split("\n").includes(each.says) ? each.says : message))).toEqual([
      each.says,
    ]);
  });
});
