import { expect, test } from "vitest";
import { HeaderView } from "./header-view.js";

/** What amqplib encodes of headers: every enumerable property, inherited ones too, that is not undefined. */
function encoded(headers: object): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  const inherits = Object.create(headers) as Record<string, unknown>;
  for (const name in inherits)
    if (inherits[name] !== undefined)
      Object.defineProperty(made, name, { value: inherits[name], enumerable: true, configurable: true });
  return made;
}

test("it shows the headers of one message at a time, and nothing of the one before", () => {
  const view = new HeaderView();
  const first = view.show({ "x-version": 1, "x-causation-id": "a" });
  expect(encoded(first)).toEqual({ "x-version": 1, "x-causation-id": "a" });
  expect(view.show({ "x-version": 2, traceparent: "t" })).toBe(first);
  expect(encoded(first)).toEqual({ "x-version": 2, traceparent: "t" });
  expect(encoded(view.show({}))).toEqual({});
});

test("a name that every object inherits is a header only where a message has it", () => {
  const view = new HeaderView();
  const odd = JSON.parse('{"toString":"a","__proto__":"b","constructor":1}') as Record<string, unknown>;
  expect(Object.entries(encoded(view.show(odd))).sort()).toEqual(Object.entries(odd).sort());
  expect(encoded(view.show({ "x-version": 1 }))).toEqual({ "x-version": 1 });
});

test("strangers' names do not pile up: what has no room is shown by itself", () => {
  const view = new HeaderView();
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`x-${index}`, index]));
  expect(view.show(many)).toBe(many);
  expect(encoded(view.show({ "x-0": "again" }))).toEqual({ "x-0": "again" });
});
