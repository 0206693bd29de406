import fc from "fast-check";
import { expect, it, test } from "vitest";
import { InFlight, InFlightTable } from "./in-flight.js";

function publish(messageId: string): InFlight {
  const message = { exchange: "", routingKey: "", body: Buffer.from("x"), headers: {}, properties: { messageId } };
  return new InFlight(message, false, 0, ignore, ignore);
}

function ignore(): void {}

test("a table of publishes is a Map by message id, in the order of adding", () => {
  // A few thousand ids in 1,024 slots: many share one.
  const number = fc.nat({ max: 5_000 }).map(String);
  const id = fc.oneof(
    number,
    number.map((end) => `019a0000-0000-7000-8000-${end.padStart(12, "0")}`),
    number.map((start) => `${start.padStart(8, "0")}-0000-7000-8000-000000000000`),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), id), { maxLength: 3_000, size: "max" }), (steps) => {
      const table = new InFlightTable();
      const model = new Map<string, InFlight>();
      for (const [adds, each] of steps) {
        const known = model.get(each);
        expect(table.get(each)).toBe(known);
        if (known === undefined && adds) {
          const entry = publish(each);
          table.add(entry);
          model.set(each, entry);
        } else if (known !== undefined && !adds) {
          expect(table.delete(known)).toBe(true);
          expect(table.delete(known)).toBe(false);
          model.delete(each);
        }
        expect(table.size).toBe(model.size);
      }
      expect(table.values()).toEqual([...model.values()]);
    }),
    { numRuns: 50 },
  );
});

it("lets go of a message that has its answer, and answers once", () => {
  const answers: unknown[] = [];
  const message = { exchange: "", routingKey: "", body: Buffer.from("x"), headers: {}, properties: {} };
  const entry = new InFlight(
    message,
    false,
    0,
    () => answers.push("stored"),
    (reason) => answers.push(reason),
  );
  entry.end();
  entry.end();
  expect(answers).toEqual(["stored"]);
  expect(entry.message).not.toBe(message);
});
