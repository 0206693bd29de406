import { describe, expect, it } from "vitest";
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
import { parseStep } from "./parse-step.js";

describe("parseStep reads every form that documents write", () => {
  it.each([
    [{ rename: { path: "/a/b", to: "c" } }, rename("/a/b", "c")],
    [{ move: { path: "/a", to: "/b/c" } }, move("/a", "/b/c")],
    [{ remove: { path: "/a", because: "nobody reads it" } }, remove("/a", "nobody reads it")],
    [{ remove: { path: "/a" } }, remove("/a")],
    [{ set: { path: "/a", value: { b: [1] }, because: "why" } }, set("/a", { b: [1] }, "why")],
    [{ default: { path: "/a", value: null, because: "why" } }, setDefault("/a", null, "why")],
    [{ mapEnum: { path: "/a", table: { A: "x" } } }, mapEnum("/a", { A: "x" })],
    [{ mapEnum: { path: "/a/*", table: { A: 1 }, else: null } }, mapEnum("/a/*", { A: 1 }, null)],
    [{ splitBy: { path: "/n", pattern: "^(?<g>\\S+)$" } }, splitBy("/n", "^(?<g>\\S+)$")],
    [{ splitBy: { path: "/n", pattern: "(?<g>.)", into: { g: "/h" } } }, splitBy("/n", "(?<g>.)", { g: "/h" })],
    [{ join: { paths: ["/a", "/b"], into: "/c", separator: "" } }, join(["/a", "/b"], "/c", "")],
    [{ group: { paths: ["/amount"], into: "/principal" } }, group(["/amount"], "/principal")],
    [{ toDecimalString: { path: "/amount", scale: 2 } }, toDecimalString("/amount", 2)],
  ])("%j", (raw, step) => {
    expect(parseStep(raw)).toEqual({ ok: true, step });
  });
});

describe("parseStep refuses, with the key at fault", () => {
  it.each<[unknown, string | undefined, string]>([
    ["rename", undefined, "a step is an object"],
    [null, undefined, "a step is an object"],
    [{}, undefined, "a step names one of: default, group"],
    [{ renam: {} }, "renam", "there are: default, group"],
    [{ toString: {} }, "toString", "no step is named"],
    [{ remove: { path: "/a" }, set: {} }, "set", "one key"],
    [{ rename: "/a" }, "rename", "takes an object with: path, to"],
    [{ rename: { path: "/a" } }, "to", 'rename needs "to"'],
    [{ rename: { path: "/a", to: "b", from: 1 } }, "from", "it takes: path, to"],
    [{ rename: { path: 5, to: "b" } }, "path", "must be a text"],
    [{ rename: { path: "a", to: "b" } }, "path", "not a JSON pointer"],
    [{ rename: { path: "", to: "b" } }, "path", "must name a property"],
    [{ rename: { path: "/a/*", to: "b" } }, "path", "must end in a property's name"],
    [{ rename: { path: "/a", to: "/b" } }, "to", "use move"],
    [{ rename: { path: "/a", to: "__proto__" } }, "to", "may not be named"],
    [{ rename: { path: "/__proto__/a", to: "b" } }, "path", "may not name"],
    [{ move: { path: "/a/b", to: "/a" } }, "to", "always exists"],
    [{ move: { path: "/l/*/a", to: "/b" } }, "to", 'the same "*"'],
    [{ set: { path: "/a", value: 1 } }, "because", 'needs "because"'],
    [{ set: { path: "/a", value: 1, because: " " } }, "because", "must say why"],
    [{ default: { path: "/a", because: "x" } }, "value", 'needs "value"'],
    [{ mapEnum: { path: "/a", table: {} } }, "table", "a table"],
    [{ mapEnum: { path: "/a", table: { A: {} } } }, "table", "a table"],
    [{ splitBy: { path: "/a", pattern: "(" } }, "pattern", "not a regular expression"],
    [{ splitBy: { path: "/a", pattern: "(.*)" } }, "pattern", "no named group"],
    [{ splitBy: { path: "/a", pattern: "(?<__proto__>.*)" } }, "pattern", "may not be named"],
    [{ splitBy: { path: "/a", pattern: "(?<g>.)", into: { h: "/h" } } }, "into", 'no group "h"'],
    [{ splitBy: { path: "/a", pattern: "(?<g>.)(?<h>.)", into: { g: "/h" } } }, "into", "two groups"],
    [{ join: { paths: ["/a"], into: "/b", separator: "" } }, "paths", "two paths"],
    [{ join: { paths: ["/a", "/a"], into: "/b", separator: "" } }, "paths", "lies within"],
    [{ group: { paths: [], into: "/b" } }, "paths", "one path"],
    [{ group: { paths: ["/a", "/x/a"], into: "/b" } }, "paths", 'two paths end in "a"'],
    [{ group: { paths: ["/a", "/a/b"], into: "/c" } }, "paths", "lies within"],
    [{ toDecimalString: { path: "/a", scale: 1.5 } }, "scale", "whole number"],
    [{ toDecimalString: { path: "/a", scale: -1 } }, "scale", "from 0 to 20"],
  ])("%j", (raw, key, problem) => {
    const parsed = parseStep(raw);
    expect(parsed).toMatchObject({ ok: false, ...(key === undefined ? {} : { key }) });
    expect(parsed.ok ? "" : parsed.problem).toContain(problem);
  });
});
