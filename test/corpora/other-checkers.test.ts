import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { otherCheckers } from "./other-checkers.js";

/** A stand-in for a library, in the shape that its compiler gives it. `type` of the left schema says what becomes of a case. */
const STAND_IN = `
Object.defineProperty(exports, "__esModule", { value: true });
exports.default = async (sub, sup) => {
  if (sub.type === "loop") for (;;);
  if (sub.type === "throw") throw new Error("no idea");
  if (sub.type === "hang") return new Promise(() => {});
  if (sub.type === "grow") for (const held = []; ; ) held.push(Array.from({ length: 1000 }, () => ({})));
  if (sub.type === "odd") return undefined;
  console.log("chatter");
  return sup.type === undefined || sub.type === sup.type;
};`;

const question = (lhs: string, rhs: string) =>
  ({ id: "a", draft: "draft-07", lhs: { type: lhs }, rhs: { type: rhs }, isSubset: true }) as const;

async function placeWith(packages: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "insaka-checkers-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(packages)) {
    const file = join(folder, "node_modules", name, "index.js");
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return pathToFileURL(join(folder, "main.mjs")).href;
}

describe("the tools that ours is compared with", () => {
  it("are asked where they are installed", async () => {
    const { checkers, missing } = await otherCheckers(await placeWith({ "is-json-schema-subset": STAND_IN }));
    expect(missing).toEqual(["json-schema-diff is not installed and is left out."]);
    expect(checkers.map(({ name }) => name)).toEqual(["is-json-schema-subset"]);
    expect(await checkers[0]?.judge(question("string", "string"))).toMatchObject({ verdict: "subset" });
    expect(await checkers[0]?.judge(question("string", "number"))).toMatchObject({ verdict: "not-subset" });
  });

  it.each([
    ["does not end", "loop", /^no answer in 300 ms$/],
    ["never answers", "hang", /^no answer in 300 ms$/],
    ["throws", "throw", /^Error: no idea$/],
    ["answers with nonsense", "odd", /^TypeError: it answers with undefined$/],
  ])("give no answer to a case on which a tool %s, and answer the next", async (_what, type, reason) => {
    const { checkers } = await otherCheckers(await placeWith({ "is-json-schema-subset": STAND_IN }), {
      ms: 300,
      memoryMb: 256,
    });
    expect(await checkers[0]?.judge(question(type, "string"))).toMatchObject({
      verdict: "undecided",
      reason: expect.stringMatching(reason),
    });
    expect(await checkers[0]?.judge(question("string", "string"))).toMatchObject({ verdict: "subset" });
  });

  it("give no answer where a tool takes all memory", async () => {
    const limits = { ms: 20_000, memoryMb: 32 };
    const { checkers } = await otherCheckers(await placeWith({ "is-json-schema-subset": STAND_IN }), limits);
    const answer = await checkers[0]?.judge(question("grow", "string"));
    expect(answer).toMatchObject({ verdict: "undecided", reason: expect.stringMatching(/memory limit/) });
    expect(await checkers[0]?.judge(question("string", "string"))).toMatchObject({ verdict: "subset" });
  });

  it("are left out with the reason where they cannot be loaded", async () => {
    const { checkers, missing } = await otherCheckers(
      await placeWith({ "is-json-schema-subset": 'require("a-package-that-nobody-has");' }),
    );
    expect(checkers).toEqual([]);
    expect(missing[1]).toMatch(/^is-json-schema-subset cannot be used and is left out: .*a-package-that-nobody-has/);
  });
});
