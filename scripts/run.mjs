// Every npm script starts here, so that each one works on a fresh clone: it installs what is missing, builds what it needs, runs.
// Plain JavaScript without a dependency, because it runs before there are any.
import { spawn } from "node:child_process";
import { existsSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (path) => join(root, "node_modules", path);
const insaka = join(root, "generator/bin/insaka.js");

/** The contracts, those of an earlier release that the flow's old sender still links, and the builds whose life a test follows. */
const CONFIGS = [
  "asyncapi/insaka.config.json",
  "packages/services/old-sender/asyncapi/insaka.config.json",
  "test/conformance/contracts/asyncapi/insaka.config.json",
  ...[1, 2, 3, 4].map((build) => `test/lifecycle/build-${build}/asyncapi/insaka.config.json`),
];

const tasks = {
  start: async (args) => {
    await build("packages/services");
    return run(process.execPath, [join(root, "packages/services/dist/flow/main.js"), ...args]);
  },
  test: async (args) => {
    await build(".");
    // Whoever asks for a part of the tests is not held to the coverage of all.
    return vitest(args.length === 0 ? ["--coverage"] : args);
  },
  "test:unit": async (args) => {
    await build(".");
    return vitest(["--project", "unit", ...args]);
  },
  "test:integration": async (args) => {
    await build(".");
    return vitest(["--project", "integration", ...args]);
  },
  "test:corpora": async (args) => {
    await build("generator");
    const folder = await bundle("insaka-corpora", ["test/corpora/main.ts", "test/corpora/judge-thread.mjs"]);
    return run(process.execPath, [join(folder, "main.mjs"), join(root, "test/corpora/data"), ...args]);
  },
  "test:types": async (args) => {
    await build("generator");
    const folder = await bundle("insaka-types", ["test/types/truth/main.ts"]);
    return run(process.execPath, [join(folder, "main.mjs"), ...args]);
  },
  "test:fuzz": async (args) => {
    await build(".");
    const folder = await bundle("insaka-fuzz", ["test/fuzz/main.ts"]);
    return run(process.execPath, [join(folder, "main.mjs"), ...args]);
  },
  "test:soak": async (args) => {
    await build(".");
    const folder = await bundle(
      "insaka-soak",
      ["main", "ours", "raw"].map((name) => `test/soak/${name}.ts`),
    );
    return run(process.execPath, [join(folder, "main.mjs"), ...args]);
  },
  bench: async (args) => {
    await build("generator");
    await build("packages/services");
    const programs = [
      "main.ts",
      "codegen/codegen-child.ts",
      "codegen/types-child.ts",
      "compat/child.ts",
      "runtime/sink.ts",
      "runtime/client.ts",
      "runtime/reconnect/reconnect-client.ts",
    ];
    const folder = await bundle(
      "insaka-bench",
      programs.map((program) => `test/bench/${program}`),
    );
    return run(process.execPath, [join(folder, "main.mjs"), ...args]);
  },
  "test:faults": async (args) => {
    await build("packages/services");
    const folder = await bundle("insaka-faults", ["test/faults/main.ts", "test/faults/child.ts"]);
    return run(process.execPath, [join(folder, "main.mjs"), ...args]);
  },
  codegen: async (args) => {
    await build("generator");
    return inOrder(
      CONFIGS.map((config) => () => run(process.execPath, [insaka, "codegen", "--config", config, ...args])),
    );
  },
  "codegen:check": (args) => tasks.codegen(["--check", ...args]),
  lint: async (args) => {
    await build("generator");
    return inOrder([
      () => run(process.execPath, [bin("@biomejs/biome/bin/biome"), "check"]),
      () => run(process.execPath, [insaka, "lint", "--config", CONFIGS[0], ...args]),
    ]);
  },
  compat: async (args) => {
    await build("generator");
    return run(process.execPath, [insaka, "compat", "--config", CONFIGS[0], ...args]);
  },
  release: async (args) => {
    await build("generator");
    return run(process.execPath, [insaka, "release", "--config", CONFIGS[0], ...args]);
  },
  format: (args) => run(process.execPath, [bin("@biomejs/biome/bin/biome"), "check", "--write", ...args]),
  typecheck: () => build("."),
};

/** Runs all, and answers with the first exit code that is not 0: one finding must not hide the next. */
async function inOrder(steps) {
  let code = 0;
  for (const step of steps) code = (await step()) || code;
  return code;
}

function vitest(args) {
  return run(process.execPath, [bin("vitest/vitest.mjs"), "run", ...args]);
}

/** Makes programs of TypeScript files. Under node_modules, so that the packages that they import are found from there. */
async function bundle(name, entries) {
  const folder = join(root, "node_modules/.cache", name);
  const options = ["--bundle", "--platform=node", "--format=esm", "--packages=external", "--log-level=warning"];
  const places = [`--outdir=${folder}`, "--entry-names=[name]", "--out-extension:.js=.mjs"];
  const files = entries.map((entry) => join(root, entry));
  const code = await run(process.execPath, [bin("esbuild/bin/esbuild"), ...files, ...options, ...places]);
  if (code !== 0) process.exit(code);
  return folder;
}

async function build(project) {
  const code = await run(process.execPath, [bin("typescript/bin/tsc"), "--build", join(root, project)]);
  if (code !== 0) process.exit(code);
  return pack();
}

/** Makes fewer files of the command's: to find and read four hundred takes longer than a short run does. Its `bin` says when they are used. */
async function pack() {
  const dist = join(root, "generator/dist");
  const made = join(dist, "bundle/main.js");
  const parts = [
    join(dist, ".tsbuildinfo"),
    join(root, "packages/schema/dist/.tsbuildinfo"),
    join(root, "package-lock.json"),
  ];
  if (existsSync(made) && parts.every((part) => statSync(part).mtimeMs < statSync(made).mtimeMs)) return 0;
  const entry = join(dist, "cli/main.js");
  if (!existsSync(entry)) return 0;
  rmSync(dirname(made), { recursive: true, force: true });
  const options = [
    "--bundle",
    "--splitting",
    "--platform=node",
    "--format=esm",
    "--target=node20",
    "--log-level=warning",
  ];
  // A package that is no ES module asks for Node's own by `require`.
  const banner = 'import { createRequire as ofNode } from "node:module"; const require = ofNode(import.meta.url);';
  const places = [`--outdir=${join(dist, "bundle")}`, "--chunk-names=part-[hash]", `--banner:js=${banner}`];
  const code = await run(process.execPath, [bin("esbuild/bin/esbuild"), entry, ...options, ...places]);
  if (code !== 0) process.exit(code);
  return code;
}

function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: "inherit", ...options });
    // Ctrl-C reaches the child by the terminal, a TERM from elsewhere only reaches us.
    const pass = (signal) => child.kill(signal);
    process.once("SIGTERM", pass);
    process.on("SIGINT", ignore);
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      process.off("SIGTERM", pass);
      process.off("SIGINT", ignore);
      resolve(code ?? (signal === "SIGINT" ? 130 : 143));
    });
  });
}

function ignore() {}

async function install() {
  const installed = join(root, "node_modules/.package-lock.json");
  const wanted = join(root, "package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return;
  process.stderr.write("Installing packages (npm ci) ...\n");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const code = await run(npm, ["ci", "--loglevel=error"], { stdio: ["ignore", "ignore", "inherit"] });
  if (code !== 0) process.exit(1);
}

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Insaka needs Node 20.19 or newer; this is ${process.versions.node}.\n`);
  process.exit(1);
}
const [name = "", ...args] = process.argv.slice(2);
const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
if (task === undefined) {
  process.stderr.write(`Usage: node scripts/run.mjs <${Object.keys(tasks).join("|")}> [arguments]\n`);
  process.exit(1);
}
await install();
process.exit(await task(args));
