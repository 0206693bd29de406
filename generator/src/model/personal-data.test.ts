import { expect, test } from "vitest";
import { findPersonalData } from "./personal-data.js";

const name = { type: "string", "x-personal-data": "identity" };

test("lists each marked place, through lists, maps, combinators and shared types", () => {
  const schema = {
    properties: {
      name,
      phones: { items: { "x-personal-data": "contact" } },
      byYear: { additionalProperties: { properties: { "a/b": name } } },
      person: { $ref: "#/definitions/Person" },
    },
    oneOf: [{ properties: { alias: name } }],
    definitions: { Person: { properties: { name, parent: { $ref: "#/definitions/Person" } } } },
  };
  expect(findPersonalData(schema)).toEqual([
    { pointer: "/alias", class: "identity" },
    { pointer: "/byYear/*/a~1b", class: "identity" },
    { pointer: "/name", class: "identity" },
    { pointer: "/person/name", class: "identity" },
    { pointer: "/phones/*", class: "contact" },
  ]);
});

test("types that double at every level end", () => {
  const level = (next: number) => ({
    properties: { a: { $ref: `#/definitions/L${next}` }, b: { $ref: `#/definitions/L${next}` } },
  });
  const definitions = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`L${index}`, level(index + 1)]));
  expect(findPersonalData({ ...level(0), definitions })).toEqual([]);
});
