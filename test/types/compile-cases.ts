import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TypeCase, TypeCases } from "./type-case.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Generated code that the cases import: of the lending services, of two services that ask and answer, of the builds of one message. */
const GENERATED: Readonly<Record<string, string>> = {
  "@intellifin/contracts": "packages/generated/src/index.ts",
  asking: "test/golden/request-reply-and-broadcast/expected/contracts/index.ts",
  "build-1": "test/lifecycle/build-1/generated/index.ts",
  "build-2": "test/lifecycle/build-2/generated/index.ts",
  "build-3": "test/lifecycle/build-3/generated/index.ts",
  "build-4": "test/lifecycle/build-4/generated/index.ts",
};

/** What the compiler says of the two halves of a case; each message with its lines. */
export interface Verdict {
  readonly refused: readonly string[];
  readonly allowed: readonly string[];
}

/** Compiles all cases in one run, with the repository's own settings. */
export async function compileCases(topics: readonly TypeCases[]): Promise<ReadonlyMap<TypeCase, Verdict>> {
  // Below node_modules, so that packages resolve; below .cache, so that nobody commits it.
  await mkdir(join(ROOT, "node_modules/.cache"), { recursive: true });
  const folder = await mkdtemp(join(ROOT, "node_modules/.cache/type-cases-"));
  try {
    const placed = topics.flatMap(({ given, cases }, topic) =>
      cases.map((each, index) => ({ each, given, name: `t${topic}-${index}` })),
    );
    for (const { each, given, name } of placed) {
      await writeFile(join(folder, `${name}-refused.ts`), `${given}\n${each.refused}\n`);
      await writeFile(join(folder, `${name}-allowed.ts`), `${given}\n${each.allowed}\n`);
    }
    const messages = await compile(folder);
    const of = (file: string): readonly string[] => messages.filter((message) => message.file === file).map(textOf);
    const strangers = messages.filter(({ file }) => !placed.some(({ name }) => file.startsWith(name)));
    if (strangers.length > 0)
      throw new Error(`the compiler complains of other files:\n${strangers.map(textOf).join("\n")}`);
    return new Map(
      placed.map(({ each, name }) => [each, { refused: of(`${name}-refused.ts`), allowed: of(`${name}-allowed.ts`) }]),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Message {
  readonly file: string;
  readonly lines: string[];
}

const textOf = ({ lines }: Message): string => lines.join("\n");

async function compile(folder: string): Promise<readonly Message[]> {
  const paths = Object.entries(GENERATED).map(([name, path]) => [name, [relative(folder, join(ROOT, path))]]);
  const compilerOptions = {
    composite: false,
    declarationMap: false,
    isolatedDeclarations: false,
    noEmit: true,
    customConditions: ["@insaka/source"],
    rootDir: ROOT,
    paths: Object.fromEntries(paths),
  };
  const config = { extends: join(ROOT, "tsconfig.base.json"), compilerOptions, include: ["*.ts"] };
  await writeFile(join(folder, "package.json"), '{ "type": "module" }\n');
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", folder, "--pretty", "false"],
    { cwd: folder, maxBuffer: 64 * 1024 * 1024 },
  ).catch((error: { readonly stdout: string }) => error);
  return parse(stdout);
}

/** A message begins with its file; the lines that explain it are indented. */
function parse(output: string): readonly Message[] {
  const messages: Message[] = [];
  for (const line of output.split("\n").filter((text) => text.trim() !== "")) {
    const [, file, text] = /^(\S+)\(\d+,\d+\): error TS\d+: (.*)$/.exec(line) ?? [];
    if (file !== undefined && text !== undefined) messages.push({ file, lines: [text] });
    else if (line.startsWith(" ")) messages.at(-1)?.lines.push(line.trim());
    else messages.push({ file: "", lines: [line] });
  }
  return messages;
}
