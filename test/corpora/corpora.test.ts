import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { CORPORA, readCases } from "./cases.js";
import { insaka } from "./checkers.js";
import { missedGoals, scoreCorpus } from "./score.js";

const DATA = fileURLToPath(new URL("data", import.meta.url));

describe("the subset engine on published cases", () => {
  it.each(CORPORA)("misses no break, raises no false alarm and shows witnesses: %s", async (corpus) => {
    const cases = readCases(DATA, corpus);
    expect(cases.length).toBeGreaterThan(50);
    expect(missedGoals(await scoreCorpus(insaka, corpus, cases))).toEqual([]);
  });
});
