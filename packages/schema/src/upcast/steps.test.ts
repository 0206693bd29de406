import { describe, expect, it } from "vitest";
import type { JsonValue } from "../json.js";
import { compileUpcast } from "./compile-upcast.js";
import {
  group,
  join,
  mapEnum,
  move,
  remove,
  rename,
  set,
  setDefault,
  splitBy,
  toDecimalString,
} from "./constructors.js";
import type { UpcastStep } from "./step.js";

/** What a cell of the table in steps.ts expects: the message afterwards, or where it is refused. */
type Cell = readonly [
  cell: string,
  step: UpcastStep,
  before: JsonValue,
  after: JsonValue | { readonly refusedAt: string },
];

const because = "it was always so";
const refused = (refusedAt: string) => ({ refusedAt });

const CELLS: readonly Cell[] = [
  ["rename: does it", rename("/a/b", "c"), { a: { b: 1, x: 2 } }, { a: { c: 1, x: 2 } }],
  ["rename: source absent", rename("/a", "c"), { x: 1 }, { x: 1 }],
  ["rename: source null", rename("/a", "c"), { a: null }, { c: null }],
  ["rename: any type", rename("/a", "c"), { a: [{}] }, { c: [{}] }],
  ["rename: target exists", rename("/a", "c"), { a: 1, c: null }, refused("/c")],
  ["rename: source absent while the target exists", rename("/a", "c"), { c: 1 }, { c: 1 }],
  ["rename: to its own name", rename("/a", "a"), { a: 1 }, { a: 1 }],
  ["rename: parent absent", rename("/p/a", "c"), {}, {}],
  ["rename: parent null", rename("/p/a", "c"), { p: null }, { p: null }],
  ["rename: parent of the wrong type", rename("/p/a", "c"), { p: "s" }, refused("/p")],
  ["rename: parent is an array", rename("/p/a", "c"), { p: [1] }, refused("/p")],
  [
    "rename: in every element",
    rename("/l/*/a", "c"),
    { l: [{ a: 1 }, {}, null, { a: 2 }] },
    { l: [{ c: 1 }, {}, null, { c: 2 }] },
  ],
  ["rename: in a wrong element", rename("/l/*/a", "c"), { l: [{ a: 1 }, 5] }, refused("/l/1")],
  ["rename: * through what is no array", rename("/l/*/a", "c"), { l: { "*": { a: 1 } } }, refused("/l")],
  ["rename: in one element", rename("/l/1/a", "c"), { l: [{ a: 1 }, { a: 2 }] }, { l: [{ a: 1 }, { c: 2 }] }],

  ["move: does it and makes the parents", move("/a", "/b/c/d"), { a: 1 }, { b: { c: { d: 1 } } }],
  ["move: into a parent that exists", move("/a", "/b/c"), { a: 1, b: { x: 2 } }, { b: { x: 2, c: 1 } }],
  ["move: source absent makes no parents", move("/a", "/b/c"), {}, {}],
  ["move: source null", move("/a", "/b"), { a: null }, { b: null }],
  ["move: any type", move("/a", "/b"), { a: [1] }, { b: [1] }],
  ["move: target exists", move("/a", "/b/c"), { a: 1, b: { c: 2 } }, refused("/b/c")],
  ["move: target's parent null", move("/a", "/b/c"), { a: 1, b: null }, refused("/b")],
  ["move: target's parent of the wrong type", move("/a", "/b/c"), { a: 1, b: [] }, refused("/b")],
  ["move: source's parent absent", move("/p/a", "/b"), {}, {}],
  ["move: source's parent null", move("/p/a", "/b"), { p: null }, { p: null }],
  ["move: source's parent of the wrong type", move("/p/a", "/b"), { p: 5 }, refused("/p")],
  ["move: under its own name", move("/a", "/a/b"), { a: 1 }, { a: { b: 1 } }],
  ["move: in every element", move("/l/*/a", "/l/*/b/c"), { l: [{ a: 1 }, {}] }, { l: [{ b: { c: 1 } }, {}] }],

  ["remove: does it", remove("/a/b", because), { a: { b: 1, c: 2 } }, { a: { c: 2 } }],
  ["remove: source absent", remove("/a"), {}, {}],
  ["remove: source null", remove("/a"), { a: null }, {}],
  ["remove: any type", remove("/a"), { a: { b: 1 } }, {}],
  ["remove: parent absent", remove("/p/a"), {}, {}],
  ["remove: parent null", remove("/p/a"), { p: null }, { p: null }],
  ["remove: parent of the wrong type", remove("/p/a"), { p: true }, refused("/p")],
  ["remove: an element of an array", remove("/p/0"), { p: [1] }, refused("/p")],
  ["remove: in every element", remove("/l/*/a"), { l: [{ a: 1 }, { b: 1 }] }, { l: [{}, { b: 1 }] }],

  ["set: does it", set("/a/b", "ZMW", because), { a: {} }, { a: { b: "ZMW" } }],
  ["set: target exists", set("/a", 1, because), { a: 2 }, refused("/a")],
  ["set: target exists as null", set("/a", 1, because), { a: null }, refused("/a")],
  ["set: parent absent", set("/p/a", 1, because), {}, {}],
  ["set: parent null", set("/p/a", 1, because), { p: null }, { p: null }],
  ["set: parent of the wrong type", set("/p/a", 1, because), { p: "s" }, refused("/p")],
  ["set: parent is an array", set("/p/0", 1, because), { p: [] }, refused("/p")],
  [
    "set: in every element",
    set("/l/*/a", null, because),
    { l: [{}, { b: 1 }] },
    { l: [{ a: null }, { b: 1, a: null }] },
  ],

  ["default: absent", setDefault("/a/b", 1, because), { a: {} }, { a: { b: 1 } }],
  ["default: present", setDefault("/a", 1, because), { a: 2 }, { a: 2 }],
  ["default: null is present", setDefault("/a", 1, because), { a: null }, { a: null }],
  ["default: parent absent", setDefault("/p/a", 1, because), {}, {}],
  ["default: parent null", setDefault("/p/a", 1, because), { p: null }, { p: null }],
  ["default: parent of the wrong type", setDefault("/p/a", 1, because), { p: 1 }, refused("/p")],
  ["default: in every element", setDefault("/l/*/a", 1, because), { l: [{}, { a: 2 }] }, { l: [{ a: 1 }, { a: 2 }] }],

  ["mapEnum: does it", mapEnum("/a", { A: "x" }), { a: "A" }, { a: "x" }],
  ["mapEnum: to null", mapEnum("/a", { A: null }, "y"), { a: "A" }, { a: null }],
  ["mapEnum: unmapped", mapEnum("/a", { A: "x" }), { a: "B" }, refused("/a")],
  ["mapEnum: unmapped with else", mapEnum("/a", { A: "x" }, "y"), { a: "B" }, { a: "y" }],
  ["mapEnum: an inherited name is unmapped", mapEnum("/a", { A: "x" }), { a: "constructor" }, refused("/a")],
  ["mapEnum: source absent", mapEnum("/a", { A: "x" }, "y"), {}, {}],
  ["mapEnum: source null", mapEnum("/a", { A: "x" }, "y"), { a: null }, { a: null }],
  ["mapEnum: wrong type", mapEnum("/a", { 1: "x" }, "y"), { a: 1 }, refused("/a")],
  ["mapEnum: parent absent", mapEnum("/p/a", { A: "x" }), {}, {}],
  ["mapEnum: parent null", mapEnum("/p/a", { A: "x" }), { p: null }, { p: null }],
  ["mapEnum: parent of the wrong type", mapEnum("/p/a", { A: "x" }), { p: 1 }, refused("/p")],
  ["mapEnum: every element", mapEnum("/l/*", { A: "x" }), { l: ["A", null, "A"] }, { l: ["x", null, "x"] }],
  ["mapEnum: an unmapped element", mapEnum("/l/*", { A: "x" }), { l: ["A", "B"] }, refused("/l/1")],

  ["splitBy: siblings", splitBy("/p/n", "(?<g>\\S+) (?<f>\\S+)"), { p: { n: "A B" } }, { p: { g: "A", f: "B" } }],
  [
    "splitBy: into pointers, parents made",
    splitBy("/n", "(?<g>\\S+) (?<f>\\S+)", { g: "/q/g" }),
    { n: "A B" },
    { q: { g: "A" }, f: "B" },
  ],
  [
    "splitBy: a target with the source's name",
    splitBy("/n", "(?<n>\\d+)(?<unit>\\w+)"),
    { n: "5kg" },
    { n: "5", unit: "kg" },
  ],
  ["splitBy: a group that takes no part", splitBy("/n", "(?<g>\\S+)(?: (?<f>\\S+))?"), { n: "A" }, { g: "A" }],
  ["splitBy: no match", splitBy("/n", "(?<g>\\S+) (?<f>\\S+)"), { n: "A B C" }, refused("/n")],
  ["splitBy: a match of a part is none", splitBy("/n", "(?<g>a|ab)"), { n: "abc" }, refused("/n")],
  ["splitBy: source absent", splitBy("/n", "(?<g>.*)"), {}, {}],
  ["splitBy: source null", splitBy("/n", "(?<g>.*)"), { n: null }, refused("/n")],
  ["splitBy: wrong type", splitBy("/n", "(?<g>.*)"), { n: 5 }, refused("/n")],
  ["splitBy: target exists", splitBy("/n", "(?<g>.*)"), { n: "A", g: "B" }, refused("/g")],
  ["splitBy: parent absent", splitBy("/p/n", "(?<g>.*)"), {}, {}],
  ["splitBy: parent null", splitBy("/p/n", "(?<g>.*)"), { p: null }, { p: null }],
  ["splitBy: parent of the wrong type", splitBy("/p/n", "(?<g>.*)"), { p: [] }, refused("/p")],
  ["splitBy: target's parent null", splitBy("/n", "(?<g>.*)", { g: "/q/g" }), { n: "A", q: null }, refused("/q")],
  ["splitBy: in every element", splitBy("/l/*/n", "(?<g>.)(?<f>.)"), { l: [{ n: "AB" }] }, { l: [{ g: "A", f: "B" }] }],

  ["join: does it", join(["/g", "/f"], "/p/n", " "), { g: "A", f: "B" }, { p: { n: "A B" } }],
  ["join: into the name of a source", join(["/g", "/f"], "/g", ""), { g: "A", f: "B" }, { g: "AB" }],
  ["join: all sources absent", join(["/g", "/f"], "/n", " "), {}, {}],
  ["join: some sources absent", join(["/g", "/f"], "/n", " "), { g: "A" }, refused("/f")],
  ["join: source null", join(["/g", "/f"], "/n", " "), { g: "A", f: null }, refused("/f")],
  ["join: wrong type", join(["/g", "/f"], "/n", " "), { g: 1, f: "B" }, refused("/g")],
  ["join: target exists", join(["/g", "/f"], "/n", " "), { g: "A", f: "B", n: 1 }, refused("/n")],
  ["join: source's parent absent", join(["/p/g", "/p/f"], "/n", " "), {}, {}],
  ["join: source's parent null", join(["/p/g", "/p/f"], "/n", " "), { p: null }, { p: null }],
  ["join: source's parent of the wrong type", join(["/p/g", "/p/f"], "/n", " "), { p: 1 }, refused("/p")],
  ["join: target's parent of the wrong type", join(["/g", "/f"], "/p/n", " "), { g: "A", f: "B", p: 1 }, refused("/p")],
  [
    "join: in every element",
    join(["/l/*/g", "/l/*/f"], "/l/*/n", "-"),
    { l: [{ g: "A", f: "B" }, {}] },
    { l: [{ n: "A-B" }, {}] },
  ],

  ["group: does it", group(["/a", "/x/b"], "/g"), { a: 1, x: { b: 2 } }, { x: {}, g: { a: 1, b: 2 } }],
  ["group: into the name of a source", group(["/a", "/b"], "/a"), { a: 1, b: 2 }, { a: { a: 1, b: 2 } }],
  ["group: into an object that exists", group(["/a"], "/g"), { a: 1, g: { b: 2 } }, { g: { b: 2, a: 1 } }],
  ["group: some sources absent", group(["/a", "/b"], "/g"), { b: 2 }, { g: { b: 2 } }],
  ["group: all sources absent makes no object", group(["/a", "/b"], "/g"), {}, {}],
  ["group: source null", group(["/a"], "/g"), { a: null }, { g: { a: null } }],
  ["group: any type", group(["/a"], "/g"), { a: [1] }, { g: { a: [1] } }],
  ["group: target exists", group(["/a"], "/g"), { a: 1, g: { a: 2 } }, refused("/g/a")],
  ["group: the object's place is null", group(["/a"], "/g"), { a: 1, g: null }, refused("/g")],
  ["group: the object's place is of the wrong type", group(["/a"], "/g"), { a: 1, g: "s" }, refused("/g")],
  ["group: source's parent absent", group(["/p/a"], "/g"), {}, {}],
  ["group: source's parent null", group(["/p/a"], "/g"), { p: null }, { p: null }],
  ["group: source's parent of the wrong type", group(["/p/a"], "/g"), { p: 1 }, refused("/p")],
  [
    "group: in every element",
    group(["/l/*/a"], "/l/*/g"),
    { l: [{ a: 1 }, { a: 2 }] },
    { l: [{ g: { a: 1 } }, { g: { a: 2 } }] },
  ],

  ["toDecimalString: does it", toDecimalString("/a/b", 2), { a: { b: 12.5 } }, { a: { b: "12.50" } }],
  ["toDecimalString: inexact", toDecimalString("/a", 2), { a: 1234.565 }, refused("/a")],
  ["toDecimalString: source absent", toDecimalString("/a", 2), {}, {}],
  ["toDecimalString: source null", toDecimalString("/a", 2), { a: null }, { a: null }],
  ["toDecimalString: a text that has the form", toDecimalString("/a", 2), { a: "-1.50" }, { a: "-1.50" }],
  ["toDecimalString: a text that has it not", toDecimalString("/a", 2), { a: "1.5" }, refused("/a")],
  ["toDecimalString: wrong type", toDecimalString("/a", 2), { a: true }, refused("/a")],
  ["toDecimalString: parent absent", toDecimalString("/p/a", 2), {}, {}],
  ["toDecimalString: parent null", toDecimalString("/p/a", 2), { p: null }, { p: null }],
  ["toDecimalString: parent of the wrong type", toDecimalString("/p/a", 2), { p: 1 }, refused("/p")],
  [
    "toDecimalString: every element",
    toDecimalString("/l/*/a", 0),
    { l: [{ a: 1 }, {}, { a: 2 }] },
    { l: [{ a: "1" }, {}, { a: "2" }] },
  ],
  [
    "toDecimalString: through nested arrays",
    toDecimalString("/l/*/*", 1),
    { l: [[1], [2, 3]] },
    { l: [["1.0"], ["2.0", "3.0"]] },
  ],
  ["toDecimalString: a wrong element", toDecimalString("/l/*/a", 0), { l: [{ a: 1 }, { a: 0.5 }] }, refused("/l/1/a")],
];

describe("every cell of the table of steps", () => {
  it.each(CELLS)("%s", (_, step, before, after) => {
    const untouched = structuredClone(before);
    const result = compileUpcast([step])(before);
    const told = result.ok ? result.value : { refusedAt: result.refusal.pointer };
    expect(told).toEqual(after);
    expect(before).toEqual(untouched);
  });

  it.each([rename("/a", "b"), move("/a", "/b"), set("/a", 1, because), join(["/a", "/b"], "/c", "")])(
    "a message that is null has no members, so nothing happens: %j",
    (step) => {
      expect(compileUpcast([step])(null)).toEqual({ ok: true, value: null });
    },
  );

  it.each([rename("/a", "b"), set("/a", 1, because), toDecimalString("/a", 2), group(["/a"], "/g")])(
    "a message that is no object is refused: %j",
    (step) => {
      expect(compileUpcast([step])("text")).toMatchObject({ ok: false, refusal: { pointer: "" } });
    },
  );
});
