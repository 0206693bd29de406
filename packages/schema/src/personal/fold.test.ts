import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold } from "./fold.js";

const letters = Array.from({ length: 0x110000 }, (_, code) => code)
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code));

describe("fold", () => {
  it("keeps every letter as long as it was, and folding again changes nothing", () => {
    expect(
      letters.filter((letter) => fold(letter).length !== letter.length || fold(fold(letter)) !== fold(letter)),
    ).toEqual([]);
  });

  it("makes one of all that a regular expression without case takes for one", () => {
    const cased = letters.filter((letter) => /[\p{Changes_When_Casemapped}\p{Changes_When_Casefolded}]/u.test(letter));
    expect(cased.length).toBeGreaterThan(2_500);
    const all = cased.join("");
    const apart = cased.flatMap((letter) =>
      [...all.matchAll(new RegExp(letter, "giu"))]
        .filter(([other]) => fold(other) !== fold(letter))
        .map(([other]) => letter + other),
    );
    expect(apart).toEqual([]);
  });

  it("folds a text as its letters", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom("Σ", "ς", "ß", "ẞ", "İ", "ı", "K", "𐐀"), fc.string({ unit: "binary" }))),
        (parts) => {
          expect(fold(parts.join(""))).toBe(parts.map(fold).join(""));
        },
      ),
    );
  });
});
