import fc from "fast-check";
import { expect, test } from "vitest";
import { Chain, Link } from "./chain.js";

class Item extends Link<Item> {
  readonly name: number;

  constructor(name: number) {
    super();
    this.name = name;
  }
}

test("it holds what a Set would hold, in its order, and whoever has left holds nobody", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 20 }), { maxLength: 200 }), (names) => {
      const [chain, set, items] = [new Chain<Item>(), new Set<Item>(), new Map<number, Item>()];
      for (const name of names) {
        const item = items.get(name) ?? new Item(name);
        items.set(name, item);
        if (set.has(item)) {
          expect(chain.delete(item)).toBe(set.delete(item));
          expect([item.before, item.after]).toEqual([undefined, undefined]);
        } else {
          expect(chain.delete(item)).toBe(false);
          chain.add(item);
          set.add(item);
        }
        expect(chain.all().map((each) => each.name)).toEqual([...set].map((each) => each.name));
        expect([chain.size, chain.first]).toEqual([set.size, [...set][0]]);
      }
    }),
  );
});
