import { describe, expect, test } from "vitest";
import { type Claim, type Role, splitRestated } from "./split-restated.js";

const role = (text: string): Role => ({
  sends: text.includes("s"),
  receives: text.includes("r"),
  bearsName: text.includes("!"),
});
const claim = (text: string): Claim => {
  const [service = "", version] = text.split(" ");
  return { service, version: Number(version) };
};

/** Splits in both orders of reading, which must come to the same; tells what is restated. */
function restated(roles: Readonly<Record<string, string>>, ...claims: readonly string[]): readonly string[] {
  const split = (given: readonly string[]): readonly string[] => {
    const found = splitRestated(given.map(claim), (service) => role(roles[service] ?? ""));
    expect(found.own.length + found.restated.length).toBe(given.length);
    return found.restated.map(({ service, version }) => `${service} ${version}`).sort();
  };
  expect(split(claims.toReversed())).toEqual(split(claims));
  return split(claims);
}

describe("who restates", () => {
  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ["a receiver of an event", { a: "r", b: "s" }, ["a 1"]],
    ["a receiver of an event that its sender reads as well", { a: "r", b: "sr" }, ["a 1"]],
    ["the sender of a command, which the exchange tells", { a: "r!", b: "s" }, ["b 1"]],
    ["a receiver, where both have an exchange of their name", { a: "r!", b: "s!" }, ["a 1"]],
    ["all senders of a command", { a: "s", b: "r", c: "s" }, ["a 1", "c 1"]],
    ["all receivers of an event", { a: "r", b: "r", c: "s" }, ["a 1", "b 1"]],
  ])("%s", (_, roles, expected) => {
    expect(restated(roles, ...Object.keys(roles).map((name) => `${name} 1`))).toEqual(expected);
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ["two senders and nobody else", { a: "s", b: "s" }],
    ["two senders and two receivers", { a: "s", b: "s", c: "r", d: "r" }],
    ["both do both", { a: "sr", b: "sr" }],
    ["somebody who takes no part", { a: "s", b: "" }],
  ])("nobody: %s", (_, roles) => {
    expect(restated(roles, ...Object.keys(roles).map((name) => `${name} 1`))).toEqual([]);
  });

  test("only a number that the owner defines is restated; one that stands elsewhere alone is a version", () => {
    expect(restated({ a: "r", b: "s" }, "a 1", "a 2", "b 2", "b 3")).toEqual(["a 2"]);
  });

  test("one document that defines a number twice restates nothing", () => {
    expect(restated({ a: "s" }, "a 1", "a 1")).toEqual([]);
  });
});
