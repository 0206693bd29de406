import { describe, expect, it } from "vitest";
import type { JsonSchema } from "../json.js";
import { locate } from "../location/locate.js";
import { maskPersonal } from "./mask-personal.js";

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
});
