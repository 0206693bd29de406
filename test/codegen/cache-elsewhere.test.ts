/** What once made a run with the cache differ from one without it, in documents of others: found by random and by clever edits. */
import { mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { expectSame } from "../support/same-run.js";

beforeAll(() => {
  // In a folder of the test's own, and with it gone.
  vi.stubEnv("XDG_CACHE_HOME", "");
});
afterAll(() => void vi.unstubAllEnvs());

type Files = Readonly<Record<string, string>>;

const document = (name: string, payload: string): string => `asyncapi: 3.0.0
info: { title: ${name}, version: '1' }
channels: { ${name}: { address: ${name}, messages: { m${name}: { payload: ${payload} } } } }
operations: { do${name}: { action: send, channel: { $ref: '#/channels/${name}' } } }
`;

const ofX = (name: string): string => document(name, "{ $ref: '../lib/common.yml#/X' }");

async function write(cwd: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), text);
  }
}

async function project(files: Files): Promise<string> {
  const cwd = await realpath(await mkdtemp(join(tmpdir(), "insaka-cache-")));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  await mkdir(join(cwd, "node_modules"));
  await mkdir(join(cwd, ".git"));
  await write(cwd, files);
  return cwd;
}

const codegen = ["codegen", "--documents", "in/*.yaml", "--out", "gen"];

const circle = "X: { type: object, allOf: [{ $ref: '#/Y' }] }\nY: { type: object, allOf: [{ $ref: '#/X' }] }\n";
const wide = Array.from(
  { length: 300 },
  (_, at) => `p${at}: { type: string, minLength: 1, maxLength: 2, title: t }`,
).join(", ");
const many = Array.from(
  { length: 100 },
  (_, at) => `z${at}: { type: object, properties: { x: { $ref: '#/X' } } }`,
).join(", ");

test.each<[string, Files, readonly (Files | ((cwd: string) => Promise<unknown>))[]]>([
  [
    "two files of the same text, whose references lead to different places",
    {
      "in/a.yaml": document("a", "{ $ref: '../la/common.yml#/X' }"),
      "in/b.yaml": document("b", "{ $ref: '../lb/common.yml#/X' }"),
      "la/common.yml": "X: { type: object, properties: { v: { $ref: './t.yml#/T' } } }\n",
      "lb/common.yml": "X: { type: object, properties: { v: { $ref: './t.yml#/T' } } }\n",
      "la/t.yml": "T: { type: string }\n",
      "lb/t.yml": "T: { type: integer }\n",
    },
    [{ "in/b.yaml": `${document("b", "{ $ref: '../lb/common.yml#/X' }")}# b\n` }],
  ],
  [
    "what an anchor puts at two places",
    {
      "in/a.yaml": `${document("a", "{ type: object, properties: { s: { $ref: '#/components/schemas/X' } } }")}components: { schemas: { X: { type: object, properties: { k: &r { $ref: 'https://example.com/x' }, l: *r } } } }\n`,
    },
    [{ "gen/index.ts": "" }],
  ],
  [
    "a circle that is met from another side",
    { "in/a.yaml": ofX("a"), "in/c.yaml": document("c", "{ type: object }"), "lib/common.yml": circle },
    [{ "in/c.yaml": `${document("c", "{ type: object }")}# c\n` }],
  ],
  [
    "how much a reference stands for, where another one no longer leads into the same circle",
    {
      "in/a.yaml": ofX("a"),
      "in/b.yaml": document("b", "{ $ref: '../lib/common.yml#/Y' }"),
      "lib/common.yml": `X: { type: object, properties: { y: { $ref: '#/Y' }, o: { type: object, properties: { ${wide} } } } }\nY: { type: object, properties: { ${many} } }\n`,
    },
    [{ "in/a.yaml": document("a", "{ type: object }") }],
  ],
  [
    "a reference where we see data and the official parser a reference",
    {
      "in/d.yaml": `asyncapi: 3.0.0
info: { title: d, version: '1' }
channels: { d: { $ref: '../lib/chan.yml#/d' } }
operations: { dod: { action: send, channel: { $ref: '#/channels/d' } } }
`,
      "lib/chan.yml":
        "d: { address: 'd/{p}', parameters: { p: { default: { $ref: '#/Z' } } }, messages: { md: { payload: { type: object } } } }\nZ: a\n",
    },
    [
      {
        "lib/chan.yml":
          "d: { address: 'd/{p}', parameters: { p: { default: { $ref: '#/Z' } } }, messages: { md: { payload: { type: object } } } }\nY: a\n",
      },
    ],
  ],
  [
    "the text of a file, of which a document of AsyncAPI 2 shows the parser the whole",
    {
      "in/old.yaml": `asyncapi: 2.6.0
info: { title: old, version: '1' }
channels: { old: { publish: { message: { name: om, payload: { $ref: '../lib/common.yml#/X' } } } } }
`,
      "lib/common.yml": "X: { type: object }\n",
    },
    [
      { "lib/common.yml": "X: { type: object }\nOther: !foo bar\n" },
      { "lib/common.yml": "X: { type: object }\n1: a\n" },
    ],
  ],
  [
    "where a repository begins",
    { "in/a.yaml": ofX("a"), "lib/common.yml": "X: { type: object }\n" },
    [(cwd) => mkdir(join(cwd, "in/.git"))],
  ],
  [
    "a document, by a link to the like of it",
    { "in/a.yaml": document("a", "{ type: object }") },
    [
      async (cwd) => {
        await mkdir(join(cwd, "else"));
        await rename(join(cwd, "in/a.yaml"), join(cwd, "else/a.yaml"));
        await symlink("../else/a.yaml", join(cwd, "in/a.yaml"));
      },
    ],
  ],
])("the cache makes no difference after a change of %s", async (_what, files, changes) => {
  const cwd = await project(files);
  const first = await expectSame(cwd, codegen);
  expect(first).not.toBe("");
  for (const change of changes) {
    if (typeof change === "function") await change(cwd);
    else await write(cwd, change);
    await expectSame(cwd, codegen);
  }
});
