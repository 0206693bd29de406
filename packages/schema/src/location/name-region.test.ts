import { describe, expect, it } from "vitest";
import { compilePattern } from "../pattern/compile-pattern.js";
import { nameRegions, regionPattern } from "./name-region.js";

const names = (spelled: readonly string[], patterns: readonly string[]) => ({
  names: spelled,
  patterns,
  matches: (name: string) => patterns.filter((pattern) => compilePattern(pattern).test(name)),
});

describe("regions of names", () => {
  it("are the sets of patterns that a name may match together", () => {
    expect(nameRegions(names([], ["^a", "^b", "c$"]))).toEqual([["^a"], ["^b"], ["c$"], ["^a", "c$"], ["^b", "c$"]]);
    expect(nameRegions(names([], [..."abcdefgh"]))).toBeUndefined();
  });

  it.each([
    ["^a*b", "^b"],
    ["^a|b", "^c"],
    ["^ab?c", "^ac"],
    ["a", "b"],
    ["^a", "^ab"],
  ])("%s and %s may share a name", (one, other) => {
    expect(nameRegions(names([], [one, other]))).toHaveLength(3);
  });

  it.each([
    ["^a", []],
    ["^b|c", []],
    ["x.y", ["x.y", "x*y"]],
    ["^(?:a|ab)$", ["a"]],
    ["^[\\w-.]+$", ["a-b"]],
  ])("of %s alone, without %j", (pattern, spelled) => {
    const region = new RegExp(regionPattern(names(spelled, [pattern]), [pattern]) ?? "(?!)");
    for (const name of ["a", "ab", "b", "c", "x.y", "xzy", "x*y", "a-b", "", "a\nb"]) {
      expect([name, region.test(name)]).toEqual([name, new RegExp(pattern).test(name) && !spelled.includes(name)]);
    }
  });

  it("tell overlapping patterns apart", () => {
    const place = names(["ab", "abc"], ["^a", "b", "c$"]);
    const regions = nameRegions(place) ?? [];
    const patterns = regions.map((region) => new RegExp(regionPattern(place, region) ?? "(?!)", "u"));
    for (const name of ["a", "b", "c", "ab", "abc", "ac", "bc", "xb", "abx", "cab\nc", "acb", "xc", "x", ""]) {
      const matched = regions.filter((_, index) => patterns[index]?.test(name));
      const wanted = place.names.includes(name) || place.matches(name).length === 0 ? [] : [place.matches(name)];
      expect([name, matched]).toEqual([name, wanted]);
    }
  });

  it("have no pattern where groups would be numbered anew or an older syntax would be read by all", () => {
    expect(regionPattern(names([], ["(a)\\1", "b"]), ["b"])).toBeUndefined();
    expect(regionPattern(names([], ["[\\w-.]", "b"]), ["b"])).toBeUndefined();
    expect(regionPattern(names([], ["(?<x>a)", "b"]), ["b"])).toBeUndefined();
  });
});
