import fc from "fast-check";
import { expect, test } from "vitest";
import { compileRoute } from "./fill-route.js";

const route = compileRoute("LightMeasured", {
  exchange: "lights",
  routingKey: "event.{street light}.{phase}",
  parameters: { "street light": null, phase: ["dawn", "d.usk"] },
});

test("a routing key is its text with a value in the place of each parameter", () => {
  expect(route({ "street light": "7", phase: "d.usk" })).toEqual({ exchange: "lights", routingKey: "event.7.d.usk" });
});

test("any value without a topic's own characters makes as many words as the document shows", () => {
  const word = fc
    .string({ minLength: 1, maxLength: 40 })
    .filter((text) => !/[.*#]/.test(text) && Buffer.byteLength(text) < 200);
  fc.assert(
    fc.property(word, (value) => {
      const words = route({ "street light": value, phase: "dawn" }).routingKey.split(".");
      expect(words).toEqual(["event", value, "dawn"]);
    }),
  );
});

test.each<[string, Record<string, unknown> | undefined, RegExp]>([
  ["nothing at all", undefined, /"street light" must be a text/],
  ["an empty text", { "street light": "", phase: "dawn" }, /"street light" must be a text/],
  ["a number", { "street light": 7, phase: "dawn" }, /"street light" must be a text/],
  ["a dot", { "street light": "7.8", phase: "dawn" }, /none of the characters/],
  ["a wildcard", { "street light": "*", phase: "dawn" }, /none of the characters/],
  ["a value that is not among those of the document", { "street light": "7", phase: "noon" }, /none of its 2 values/],
  ["more bytes than a routing key may have", { "street light": "x".repeat(250), phase: "dawn" }, /more than 255 bytes/],
  [
    "an inherited value",
    Object.create({ "street light": "7", phase: "dawn" }) as Record<string, unknown>,
    /"street light" must/,
  ],
])("%s is refused before anything is sent", (_name, given, message) => {
  const refused = expect.objectContaining({
    code: "configuration",
    outcome: "not-sent",
    message: expect.stringMatching(message),
  });
  expect(() => route(given)).toThrow(refused);
});
