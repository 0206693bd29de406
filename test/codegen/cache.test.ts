/** The cache is never wrong and may go at any time: whatever changes, a run with it does what a run without it does. */
import { appendFile, mkdir, readdir, readFile, rename, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { crc32 } from "node:zlib";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { readTree, runInsaka, temporaryCopy } from "../support/insaka-run.js";
import { expectSame } from "../support/same-run.js";

const golden = fileURLToPath(new URL("../golden/", import.meta.url));

beforeAll(() => {
  // In a folder of the test's own, and with it gone.
  vi.stubEnv("XDG_CACHE_HOME", "");
});
afterAll(() => void vi.unstubAllEnvs());

/** A project with everything that a run reads: two documents, shared types, an upcaster of steps and one of TypeScript. */
async function project(): Promise<string> {
  const cwd = await temporaryCopy(join(golden, "function-upcaster"), "asyncapi");
  await mkdir(join(cwd, "node_modules"));
  return cwd;
}

async function edit(path: string, from: string | RegExp, to: string): Promise<void> {
  const text = await readFile(path, "utf8");
  const edited = text.replace(from, to);
  expect(edited, path).not.toBe(text);
  await writeFile(path, edited);
}

const cachesOf = (cwd: string): string => join(cwd, "node_modules/.cache/insaka");

describe("the cache", () => {
  type Change = (cwd: string) => Promise<unknown>;
  const document = "asyncapi/payroll.asyncapi.yaml";
  test.each<[string, Change]>([
    ["nothing", async () => {}],
    ["a document", (cwd) => edit(join(cwd, document), /description: .+/, "description: Told otherwise.")],
    ["a document, so that it is wrong", (cwd) => edit(join(cwd, document), "asyncapi: 3.0.0", "asyncapi: 4.0.0")],
    ["a document, so that it is no YAML", (cwd) => appendFile(join(cwd, document), "\n{")],
    ["a document, so that an example is wrong", (cwd) => edit(join(cwd, document), "months: 12 }", "months: 0 }")],
    [
      "a number, so that it is none that JSON has a word for",
      async (cwd) => {
        const path = join(cwd, document);
        await edit(path, "note: { type: string } }", "note: { enum: [null] } }");
        await edit(path, /currency: ZMW } } }\](?![\s\S]*currency: ZMW)/, "currency: ZMW }, note: null } }]");
        await runInsaka(["codegen"], cwd);
        await edit(path, "enum: [null]", "enum: [.inf]");
      },
    ],
    [
      "a shared type, so that examples elsewhere are wrong",
      (cwd) => edit(join(cwd, document), "required: [amount, currency]", "required: [amount, currency, at]"),
    ],
    [
      "a document, so that a schema has no end",
      (cwd) =>
        edit(
          join(cwd, document),
          "Money: { type: object,",
          "Money: { allOf: [{ $ref: '#/components/schemas/Money' }], type: object,",
        ),
    ],
    [
      "a document, so that the official parser alone has something to say",
      (cwd) =>
        edit(
          join(cwd, document),
          "messages: [{ $ref: '#/channels/deductionScheduled/messages/DeductionScheduledV3' }]",
          "messages: [{ $ref: '#/components/messages/DeductionScheduledV3' }]",
        ),
    ],
    ["a document's time alone", (cwd) => utimes(join(cwd, document), 0, 0)],
    [
      "the config",
      (cwd) => edit(join(cwd, "asyncapi/insaka.config.json"), /"contracts": "[^"]+"/, '"contracts": "elsewhere"'),
    ],
    [
      "the config, so that the glob finds nothing",
      (cwd) => edit(join(cwd, "asyncapi/insaka.config.json"), "*.asyncapi.yaml", "*.none"),
    ],
    [
      "the source of an upcaster",
      async (cwd) => {
        const [name = ""] = (await readdir(join(cwd, "asyncapi/upcasters"))).filter((each) => each.endsWith(".ts"));
        await appendFile(join(cwd, "asyncapi/upcasters", name), "\n// told otherwise\n");
      },
    ],
    [
      "a new document",
      (cwd) =>
        writeFile(join(cwd, "asyncapi/new.asyncapi.yaml"), "asyncapi: 3.0.0\ninfo: { title: new, version: 1.0.0 }\n"),
    ],
    ["a document, by taking it away", (cwd) => rename(join(cwd, document), join(cwd, "payroll.yaml"))],
    ["a generated file", async (cwd) => appendFile(join(cwd, await anyGenerated(cwd)), "// by hand\n")],
    ["a generated file, by taking it away", async (cwd) => rm(join(cwd, await anyGenerated(cwd)))],
    [
      "a generated file, by a link to the like of it",
      async (cwd) => {
        const path = join(cwd, await anyGenerated(cwd));
        await rename(path, join(cwd, "moved.ts"));
        await symlink(relative(dirname(path), join(cwd, "moved.ts")), path);
      },
    ],
    ["the cache, by taking it away", (cwd) => rm(cachesOf(cwd), { recursive: true })],
    [
      "the cache, by cutting it short",
      async (cwd) => {
        for (const name of await readdir(cachesOf(cwd))) {
          const path = join(cachesOf(cwd), name);
          await writeFile(path, (await readFile(path, "utf8")).slice(0, -20));
        }
      },
    ],
    [
      "the cache, by writing into it",
      async (cwd) => {
        for (const name of await readdir(cachesOf(cwd)))
          await edit(join(cachesOf(cwd), name), /"value"|"diagnostics"/g, '"other"');
      },
    ],
  ])("makes no difference after a change of %s", async (_what, change) => {
    const cwd = await project();
    expect((await runInsaka(["codegen"], cwd)).code).toBe(0);
    await change(cwd);
    await expectSame(cwd);
    await expectSame(cwd, ["codegen", "--check"]);
    await expectSame(cwd, ["lint"]);
  });

  async function anyGenerated(cwd: string): Promise<string> {
    const made = Object.keys(await readTree(cwd, "asyncapi")).filter((path) => /messages\/.+\.ts$/.test(path));
    return made[0] ?? "";
  }

  test("makes no difference after a change of a shared file, in documents that know nothing of us", async () => {
    const cwd = await temporaryCopy(join(golden, "any-document"), "documents");
    await mkdir(join(cwd, "node_modules"));
    const argv = ["codegen", "--documents", "documents/[!c]*.yaml", "--out", "generated"];
    await runInsaka(argv, cwd);
    await edit(join(cwd, "documents/common.yaml"), "type: object", "type: array");
    await expectSame(cwd, argv);
    await expectSame(cwd, [...argv, "--check"]);
  });

  /** Documents that lead to another file; what they say follows from both. */
  async function foreign(common: string): Promise<{ readonly cwd: string; readonly argv: readonly string[] }> {
    const cwd = await temporaryCopy(join(golden, "any-document"), "documents");
    await mkdir(join(cwd, "node_modules"));
    await mkdir(join(cwd, "in"));
    await writeFile(join(cwd, "in/common.yml"), common);
    const lines = [
      "asyncapi: 3.0.0",
      "info: { title: Lights, version: '1' }",
      "channels: { lights: { $ref: './common.yml#/channels/lights' } }",
      "operations: { tell: { action: send, channel: { $ref: '#/channels/lights' } } }",
    ];
    await writeFile(join(cwd, "in/lights.yaml"), `${lines.join("\n")}\n`);
    return { cwd, argv: ["codegen", "--documents", "in/*.yaml", "--out", "generated"] };
  }

  const common = (parameters: string, type: string): string =>
    [
      `channels: { lights: { address: lights, ${parameters}messages: { lit: { $ref: '#/messages/lit' } } } }`,
      "messages: { lit: { payload: { allOf: [{ $ref: '#/schemas/Base' }], required: [level] } } }",
      `schemas: { Base: { type: object, properties: { level: { type: ${type} } } } }`,
    ].join("\n");

  test("asks the official parser again where only what a document leads to has changed", async () => {
    const { cwd, argv } = await foreign(common("", "string"));
    expect((await runInsaka(argv, cwd)).code).toBe(0);
    await writeFile(join(cwd, "in/common.yml"), common("parameters: { region: {} }, ", "string"));
    expect(await expectSame(cwd, argv)).toContain("asyncapi-channel-parameters");
  });

  test("makes a type again where only a type that it speaks of has changed", async () => {
    const { cwd, argv } = await foreign(common("", "string"));
    await runInsaka(argv, cwd);
    await writeFile(join(cwd, "in/common.yml"), common("", "boolean"));
    await expectSame(cwd, argv);
    expect(await readFile(join(cwd, "generated/messages/lit.ts"), "utf8")).toContain("readonly level: boolean;");
  });

  /** The same questions with one answer, by another tool. */
  function answersOf(text: string, json: string): string {
    const keys = text
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => line.slice(0, line.indexOf("\t")));
    expect(keys.length).toBeGreaterThan(3);
    const lines = keys.map((key) => `${key}\t${crc32(json, crc32(key)).toString(36)}\t${json}`);
    return ["another", ...lines, ""].join("\n");
  }

  test("of another tool is not taken for ours", async () => {
    const cwd = await project();
    await runInsaka(["codegen"], cwd);
    const { seal, readSealed } = await import("../../generator/src/read/cache/sealed-file.js");
    for (const name of await readdir(cachesOf(cwd))) {
      const path = join(cachesOf(cwd), name);
      const lies = name.endsWith(".work.json")
        ? answersOf(await readFile(path, "utf8"), '"a lie"')
        : seal({ ...Object(readSealed(path)), tool: "another", counts: { documents: 99, messages: 99, versions: 99 } });
      await writeFile(path, lies);
    }
    expect(await expectSame(cwd)).not.toContain("99 documents");
  });

  test("ends with the day, because whether an approval is one hangs on it", async () => {
    const cwd = await project();
    vi.stubEnv("SOURCE_DATE_EPOCH", "1790000000");
    onTestFinished(() => void vi.stubEnv("SOURCE_DATE_EPOCH", undefined));
    const approval = {
      rule: "property-removed",
      message: "PayrollDeducted",
      fingerprint: "0123456789abcdef",
      reason: "agreed with all readers of it",
      owner: "payroll-team",
      expires: "2027-08-30",
    };
    await edit(join(cwd, "asyncapi/insaka.config.json"), /\}\s*$/, `, "approvals": [${JSON.stringify(approval)}] }`);
    expect(await expectSame(cwd)).not.toContain("approval-invalid");
    vi.stubEnv("SOURCE_DATE_EPOCH", "1750000000");
    expect(await expectSame(cwd)).toContain("approval-invalid");
  });

  test("answers, where nothing has changed, by digests alone", async () => {
    const cwd = await project();
    await runInsaka(["codegen"], cwd);
    const isWork = (name: string): boolean => name.endsWith(".work.json");
    for (const name of (await readdir(cachesOf(cwd))).filter(isWork)) await rm(join(cachesOf(cwd), name));
    expect((await runInsaka(["codegen", "--check"], cwd)).out).toMatch(/files up to date/);
    // A run that reads documents would have found something out, and written it down.
    expect((await readdir(cachesOf(cwd))).filter(isWork)).toEqual([]);
  });

  describe("of how generated files look", () => {
    /** As if so much time had gone by: what was written just now counts as settled. */
    function later(): void {
      const now = Date.now();
      const clock = vi.spyOn(Date, "now").mockReturnValue(now + 10_000);
      onTestFinished(() => clock.mockRestore());
    }

    async function stampsIn(cwd: string): Promise<Readonly<Record<string, string>>> {
      const { readSealed } = await import("../../generator/src/read/cache/sealed-file.js");
      const [name = ""] = (await readdir(cachesOf(cwd))).filter((each) => each.endsWith(".run.json"));
      const { output } = readSealed(join(cachesOf(cwd), name)) as { readonly output: { readonly stamps: object } };
      return output.stamps as Readonly<Record<string, string>>;
    }

    test("keeps nothing of files that were written just now, and then that of each", async () => {
      const cwd = await project();
      await runInsaka(["codegen"], cwd);
      await runInsaka(["codegen"], cwd);
      expect(await stampsIn(cwd)).toEqual({});
      later();
      await runInsaka(["codegen", "--check"], cwd);
      expect(Object.keys(await stampsIn(cwd))).toContain(await anyGenerated(cwd));
    });

    test("sees what was written over with as many bytes and its old times", async () => {
      const cwd = await project();
      await runInsaka(["codegen"], cwd);
      later();
      await runInsaka(["codegen"], cwd);
      const path = join(cwd, await anyGenerated(cwd));
      const { atime, mtime } = await stat(path);
      await edit(path, "DO NOT EDIT", "do not edit");
      await utimes(path, atime, mtime);
      expect((await runInsaka(["codegen", "--check"], cwd)).code).toBe(100);
      await expectSame(cwd);
    });

    test("does not read what looks as it did", async () => {
      const cwd = await project();
      await runInsaka(["codegen"], cwd);
      later();
      await runInsaka(["codegen"], cwd);
      const { seal, readSealed } = await import("../../generator/src/read/cache/sealed-file.js");
      const [name = ""] = (await readdir(cachesOf(cwd))).filter((each) => each.endsWith(".run.json"));
      const record = readSealed(join(cachesOf(cwd), name)) as { readonly output: { readonly digests: object } };
      const digests = { ...record.output.digests, [await anyGenerated(cwd)]: "unknown" };
      await writeFile(join(cachesOf(cwd), name), seal({ ...record, output: { ...record.output, digests } }));
      expect((await runInsaka(["codegen", "--check"], cwd)).code).toBe(0);
      // Only that the record was believed shows that: it still says what it said.
      const after = readSealed(join(cachesOf(cwd), name)) as typeof record;
      expect(after.output.digests).toEqual(digests);
    });
  });

  test("forgets nothing while a document is broken", async () => {
    const cwd = await project();
    await runInsaka(["codegen"], cwd);
    const known = async (): Promise<string> => {
      const [name = ""] = (await readdir(cachesOf(cwd))).filter((each) => each.endsWith(".work.json"));
      return readFile(join(cachesOf(cwd), name), "utf8");
    };
    const before = await known();
    expect(before).toContain("\ntype ");
    await edit(join(cwd, document), "asyncapi: 3.0.0", "asyncapi: 4.0.0");
    expect((await runInsaka(["codegen"], cwd)).code).toBe(100);
    expect(await known()).toBe(before);
  });
});
