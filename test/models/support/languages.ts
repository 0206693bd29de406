import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const execute = promisify(execFile);
const here = fileURLToPath(new URL(".", import.meta.url));

/** JSON that a class must bring through unchanged. */
export interface Case {
  /** Of the package, module or file: `loan_approved_v1`. */
  readonly key: string;
  /** `LoanApprovedV1`. */
  readonly className: string;
  readonly text: string;
}

/** A language as a user has it: its own compiler, and the library of JSON that the models name. */
export interface Language {
  readonly name: "csharp" | "go" | "java" | "python";
  /** What is not installed; undefined where nothing is missing. */
  missing(): Promise<string | undefined>;
  /**
   * Compiles all the models in a folder and brings each case through its class.
   * @returns a line for each case: JSON, or what went wrong after an exclamation mark
   */
  roundTrip(models: string, cases: readonly Case[]): Promise<readonly string[]>;
}

const jackson = ["databind", "annotations", "core"].map((part) => `/usr/share/java/jackson-${part}.jar`);
const newtonsoft = "/usr/lib/cli/Newtonsoft.Json-5.0/Newtonsoft.Json.dll";

const java: Language = {
  name: "java",
  missing: async () =>
    (await notFound("javac", "-version")) ??
    (jackson.every(existsSync) ? undefined : "Jackson (Debian: libjackson2-databind-java)"),
  async roundTrip(models, cases) {
    const { folder, input, output } = await written(models, cases);
    const path = [folder, ...jackson].join(":");
    const sources = await filesBelow(join(models, "java"), ".java");
    const arguments_ = join(folder, "sources.txt");
    await writeFile(arguments_, [...sources, join(here, "RoundTrip.java")].map((file) => `"${file}"`).join("\n"));
    await run("javac", ["-encoding", "UTF-8", "-Xlint:-options", "-cp", path, "-d", folder, `@${arguments_}`], folder);
    await run("java", ["-cp", path, "RoundTrip", input, output], folder);
    return lines(output);
  },
};

const csharp: Language = {
  name: "csharp",
  missing: async () =>
    (await notFound("mcs", "--version")) ??
    (await notFound("mono", "--version")) ??
    (existsSync(newtonsoft) ? undefined : "Newtonsoft.Json (Debian: libnewtonsoft-json5.0-cil)"),
  async roundTrip(models, cases) {
    const { folder, input, output } = await written(models, cases);
    const program = join(folder, "round-trip.exe");
    const sources = await filesBelow(join(models, "csharp"), ".cs");
    const references = [`-r:${newtonsoft}`, "-r:System.Runtime.Serialization", "-r:System.Core"];
    await run(
      "mcs",
      ["-warnaserror", `-out:${program}`, ...references, ...sources, join(here, "RoundTrip.cs")],
      folder,
    );
    await copyFile(newtonsoft, join(folder, "Newtonsoft.Json.dll"));
    await run("mono", [program, input, output], folder);
    return lines(output);
  },
};

const python: Language = {
  name: "python",
  missing: () => notFound("python3", "-c", "import sys; sys.exit(sys.version_info < (3, 10))"),
  async roundTrip(models, cases) {
    const { folder, input, output } = await written(models, cases);
    const modules = join(models, "python");
    await run("python3", ["-m", "compileall", "-q", modules], folder);
    await run("python3", [join(here, "round_trip.py"), input, output], folder, { PYTHONPATH: modules });
    return lines(output);
  },
};

const go: Language = {
  name: "go",
  missing: () => notFound("go", "version"),
  async roundTrip(models, cases) {
    const { folder, input, output } = await written(models, cases);
    const module = join(models, "go");
    await writeFile(join(module, "go.mod"), "module contracts\n\ngo 1.18\n");
    await mkdir(join(module, "round-trip"));
    await writeFile(join(module, "round-trip", "main.go"), goProgram(cases));
    const program = join(folder, "round-trip");
    await run("go", ["vet", "./..."], module);
    await run("go", ["build", "-o", program, "./round-trip"], module);
    await run(program, [input, output], folder);
    return lines(output);
  },
};

/** Every language that models are made in. */
export const languages: readonly Language[] = [csharp, java, python, go];

/** Go makes nothing by its name alone, so the program names every class. */
function goProgram(cases: readonly Case[]): string {
  const classes = [...new Set(cases.map(({ key, className }) => `${key} ${className}`))].map((each) => each.split(" "));
  const imports = [...new Set(classes.map(([key]) => key))].map((key) => `\t${key} "contracts/${key}"`);
  const made = classes.map(([key, name]) => `\t"${key} ${name}": func() any { return new(${key}.${name}) },`);
  return `package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"

${imports.join("\n")}
)

var classes = map[string]func() any{
${made.join("\n")}
}

func main() {
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	file, err := os.Create(os.Args[2])
	if err != nil {
		panic(err)
	}
	out := bufio.NewWriter(file)
	for _, line := range strings.Split(strings.TrimSuffix(string(text), "\\n"), "\\n") {
		parts := strings.SplitN(line, "\\t", 3)
		model := classes[parts[0]+" "+parts[1]]()
		err := json.Unmarshal([]byte(parts[2]), model)
		written, again := json.Marshal(model)
		if err != nil || again != nil {
			fmt.Fprintf(out, "!%v %v\\n", err, again)
		} else {
			fmt.Fprintf(out, "%s\\n", written)
		}
	}
	out.Flush()
}
`;
}

async function written(
  models: string,
  cases: readonly Case[],
): Promise<{ readonly folder: string; readonly input: string; readonly output: string }> {
  const folder = join(models, "tried");
  await mkdir(folder, { recursive: true });
  const input = join(folder, "cases.txt");
  await writeFile(input, cases.map(({ key, className, text }) => `${key}\t${className}\t${text}\n`).join(""));
  return { folder, input, output: join(folder, "written.txt") };
}

async function lines(path: string): Promise<readonly string[]> {
  return (await readFile(path, "utf8")).split("\n").filter((line) => line !== "");
}

async function filesBelow(folder: string, ending: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith(ending)).map((name) => join(folder, name));
}

async function notFound(command: string, ...args: readonly string[]): Promise<string | undefined> {
  return execute(command, [...args]).then(
    () => undefined,
    () => `${command} ${args.join(" ")}`,
  );
}

async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  const env = { ...process.env, ...environment };
  await execute(command, [...args], { cwd, env, maxBuffer: 1e8 }).catch(
    (error: Error & { readonly stderr?: string }) => {
      throw new Error(`${command} says: ${error.stderr || error.message}`);
    },
  );
}
