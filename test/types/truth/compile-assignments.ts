import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { JsonValue } from "@insaka/schema";
import type { EmittedType } from "./payload-type.js";

/** A type and the instances that are assigned to it. */
export interface Question {
  readonly emitted: EmittedType;
  readonly instances: readonly JsonValue[];
}

/** What the compiler says of a type. */
export interface Answer {
  /** Errors of the generated files themselves. */
  readonly faults: readonly string[];
  /** For each instance, why it may not be assigned; undefined where it may. */
  readonly refusals: readonly (string | undefined)[];
}

const FIRST_LINE = 2;

/**
 * Compiles `const x: T = <instance>` for every instance of every question, in one run of the compiler.
 * @param root - the repository's folder: its compiler, its settings and its packages are used
 * @throws Error where the compiler says something that is of no file
 */
export async function compileAssignments(root: string, questions: readonly Question[]): Promise<readonly Answer[]> {
  // Below node_modules, so that packages resolve; below .cache, so that nobody commits it.
  await mkdir(join(root, "node_modules/.cache"), { recursive: true });
  const folder = await mkdtemp(join(root, "node_modules/.cache/type-truth-"));
  try {
    // Types of one run share their files.
    const runs = [...new Set(questions.map(({ emitted }) => emitted.files))];
    for (const [index, files] of runs.entries()) await writeTypes(join(folder, `run${index}`), files);
    for (const [index, { emitted, instances }] of questions.entries()) {
      const lines = instances.map((value, at) => `export const x${at}: T = ${JSON.stringify(value)};`);
      const from = `./run${runs.indexOf(emitted.files)}/${emitted.module}`;
      const head = `import type { ${emitted.typeName} as T } from "${from}";`;
      await writeFile(join(folder, `assignments${index}.ts`), `${head}\n${lines.join("\n")}\n`);
    }
    const errors = await compile(root, folder);
    const at = (wanted: string) => errors.filter(({ place }) => place === wanted);
    return questions.map(({ emitted, instances }, index) => {
      const mine = at(`assignments${index}`);
      const ofImport = mine.filter(({ line }) => line < FIRST_LINE);
      const ofFiles = at(`run${runs.indexOf(emitted.files)}`);
      return {
        faults: [...ofFiles, ...ofImport].map(({ text }) => text),
        refusals: instances.map((_, nth) => mine.find(({ line }) => line === FIRST_LINE + nth)?.text),
      };
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeTypes(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, text] of files) {
    if (!path.endsWith(".ts")) continue;
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

interface CompilerError {
  /** The folder of a run, or the name of a file of assignments. */
  readonly place: string;
  readonly line: number;
  readonly text: string;
}

async function compile(root: string, folder: string): Promise<readonly CompilerError[]> {
  const config = {
    extends: join(root, "tsconfig.base.json"),
    compilerOptions: {
      composite: false,
      declaration: true,
      noEmit: true,
      declarationMap: false,
      sourceMap: false,
      rootDir: root,
    },
    include: ["./**/*.ts"],
  };
  await writeFile(join(folder, "package.json"), '{ "type": "module" }\n');
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const options = { cwd: folder, maxBuffer: 512 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, "-p", ".", "--pretty", "false"], options).catch(
    (error: { readonly stdout: string }) => error,
  );
  return stdout.split("\n").flatMap((line) => {
    const [, place, at, text = ""] = /^((?:run|assignments)\d+)[/.].*?\((\d+),\d+\): (.*)$/.exec(line) ?? [];
    if (place !== undefined) return [{ place, line: Number(at), text }];
    // What goes on over several lines is indented.
    if (line.trim() !== "" && !line.startsWith(" ")) throw new Error(`the compiler says: ${line}`);
    return [];
  });
}
