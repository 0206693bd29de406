import { expect, test } from "vitest";
import { propertyPointer } from "./property-pointer.js";

const schema = {
  definitions: { "Mon/ey": { properties: { amount: { type: "string" } } }, Loop: { $ref: "#/definitions/Loop" } },
  properties: {
    principal: { $ref: "#/definitions/Mon~1ey" },
    lines: { items: { properties: { account: { type: "string" } } } },
    pair: { items: [{ type: "string" }, { type: "number" }] },
    either: { oneOf: [{ type: "string" }, { properties: { kind: { const: "a" } } }] },
    map: { additionalProperties: { type: "number" } },
    loop: { $ref: "#/definitions/Loop" },
    "a/b": { type: "string" },
  },
};

test.each([
  ["", ""],
  ["/principal", "/properties/principal"],
  ["/principal/amount", "/definitions/Mon~1ey/properties/amount"],
  ["/lines/3/account", "/properties/lines/items/properties/account"],
  ["/lines/*", "/properties/lines/items"],
  ["/pair/1", "/properties/pair/items/1"],
  ["/either/kind", "/properties/either/oneOf/1/properties/kind"],
  ["/map/anything", "/properties/map/additionalProperties"],
  ["/loop/a", "/properties/loop"],
  ["/a~1b", "/properties/a~1b"],
  ["/unknown/deep", ""],
  ["/principal/unknown", "/properties/principal"],
  ["/toString", ""],
])("%s is described at %s", (instance, expected) => {
  expect(propertyPointer(schema, instance)).toBe(expected);
});
