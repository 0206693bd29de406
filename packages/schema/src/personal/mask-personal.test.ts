import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonSchema, JsonValue } from "../json.js";
import { locate } from "../location/locate.js";
import type { Location } from "../location/location.js";
import { maskPersonal as maskAll } from "./mask-personal.js";

const schema: JsonSchema = {
  properties: {
    name: { type: "string", "x-personal-data": "identity" },
    short: { type: "string", "x-personal-data": "identity" },
    sex: { type: "string", "x-personal-data": "sensitive" },
    income: { type: "number", "x-personal-data": "financial" },
    address: { type: "object", "x-personal-data": "contact", properties: { town: { type: "string" } } },
    amount: { type: "number" },
  },
};

function maskPersonal(of: JsonSchema | Location, text: string, value: JsonValue): string {
  return maskAll([{ schema: of, value }], [text]).join();
}

describe("maskPersonal", () => {
  it("masks personal texts and numbers and nothing else", () => {
    const message = { name: "Chanda Mwila", income: 12500.5, amount: 700 };
    expect(maskPersonal(schema, "cannot lend 700 to Chanda Mwila on 12500.5", message)).toBe(
      "cannot lend 700 to [personal] on [personal]",
    );
  });

  it("leaves no part of a longer value behind", () => {
    expect(maskPersonal(schema, "Chanda Mwila, Chanda", { name: "Chanda Mwila", short: "Chanda" })).toBe(
      "[personal], [personal]",
    );
  });

  it("masks a value of one character too, in one pass", () => {
    expect(maskPersonal(schema, "sex=F", { sex: "F" })).toBe("sex=[personal]");
    expect(maskPersonal(schema, "p", { sex: "p", short: "e" })).toBe("[personal]");
  });

  it("finds a value escaped as JSON, trimmed and in another case", () => {
    expect(maskPersonal(schema, 'got {"name":"O\\"Brien"}', { name: 'O"Brien' })).toBe('got {"name":"[personal]"}');
    expect(maskPersonal(schema, "for MWILA.", { name: " Mwila " })).toBe("for [personal].");
  });

  it("treats everything below a personal place as personal, names too", () => {
    const message = { address: { town: "Kitwe", "Plot 5": ["Box 9"] } };
    expect(maskPersonal(locate(schema), "town Kitwe, Plot 5, Box 9", message)).toBe(
      "town [personal], [personal], [personal]",
    );
  });

  it("masks values of undeclared names, which may be mistyped ones", () => {
    expect(maskPersonal(schema, "no NRC in 123456/78/1", { nrcNumber: "123456/78/1" })).toBe("no NRC in [personal]");
  });

  it("leaves a text alone where nothing is personal, or the value is empty", () => {
    expect(maskPersonal(schema, "a.c", { name: "", amount: 1 })).toBe("a.c");
    expect(maskPersonal(schema, "abc a.c", { name: "a.c" })).toBe("abc [personal]");
  });

  it("masks the values of several messages in several texts", () => {
    const sources = [
      { schema, value: { name: "Chanda" } },
      { schema: locate(schema), value: { name: "Mwila" } },
    ];
    expect(maskAll(sources, ["Mwila", "Banda owes Chanda"])).toEqual(["[personal]", "Banda owes [personal]"]);
    expect(maskAll([], ["Mwila", ""])).toEqual(["Mwila", ""]);
  });

  it("leaves no part of either of two values that overlap", () => {
    const message = { name: "Chanda Mwila", short: "Mwila Banda" };
    expect(maskPersonal(schema, "no Chanda Mwila Banda here", message)).toBe("no [personal] here");
  });

  it("shows four thousand characters, and nothing of a value that begins in them and ends after", () => {
    const long = `${"-".repeat(3_990)}Chanda Mwila and more`;
    expect(maskPersonal(schema, long, { name: "Chanda Mwila" })).toBe(`${"-".repeat(3_990)}[personal]...`);
    expect(maskPersonal(schema, "-".repeat(5_000), {})).toBe(`${"-".repeat(4_000)}...`);
  });

  it("shows nothing where looking would take too long", () => {
    const closed: JsonSchema = { "x-personal-data": "identity" };
    const values = Array.from({ length: 4_000 }, (_, length) => `${"a".repeat(length)}b`);
    expect(maskPersonal(closed, "a".repeat(4_000), values)).toBe("[personal]");
  });

  it("masks all that a pattern of the values would", () => {
    const part = fc.oneof(
      fc.constantFrom("Ab", "aB", "ß", "ẞ", "ς", "Σ", "İ", "ı", "K", "𐐀", "𐐨", '"', "\\", " ", "\n", "1"),
      fc.string({ unit: "binary", maxLength: 3 }),
    );
    const words = fc.array(part, { maxLength: 4 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(
        fc.array(words),
        fc.array(
          fc.oneof(
            words,
            fc.nat(20).map((index) => index),
          ),
        ),
        (values, texts) => {
          const text = texts.map((of) => (typeof of === "number" ? (values[of] ?? "") : of)).join("-");
          const shown = maskPersonal({ "x-personal-data": "identity" }, text, values).replaceAll(
            "[personal]",
            "\u0000",
          );
          for (const value of values.filter((each) => each !== "" && !/[\0\p{Cs}]/u.test(each)))
            expect(new RegExp(value.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), "iu").test(shown)).toBe(false);
          if (values.every((value) => value === "")) expect(shown).toBe(text);
        },
      ),
      { numRuns: 500 },
    );
  });
});
