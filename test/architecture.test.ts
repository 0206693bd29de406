import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

/** The house: which room may import from which. See CONTRIBUTING.md, "Where things live". */
const ROOT = fileURLToPath(new URL("..", import.meta.url));

interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const ROOMS = [
  "packages/schema",
  "packages/runtime",
  "packages/broker",
  "packages/generated",
  "packages/services",
  "generator",
];
const FILES: readonly SourceFile[] = ROOMS.flatMap((room) => sources(join(ROOT, room, "src")));

function sources(folder: string): SourceFile[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      const text = readFileSync(file, "utf8");
      return { path: relative(ROOT, file), text, imports: importsOf(text) };
    });
}

/** Static, dynamic and re-exporting imports; the formatter guarantees their form. */
function importsOf(text: string): string[] {
  const found = text.matchAll(
    /(?:^|\n)(?:import|export)\s[^;]*?\sfrom\s+"([^"]+)"|\bimport\("([^"]+)"\)|(?:^|\n)import\s+"([^"]+)"/g,
  );
  return [...found].map(([, from, dynamic, bare]) => from ?? dynamic ?? bare ?? "");
}

const isTest = ({ path }: SourceFile): boolean => path.endsWith(".test.ts");
const production = FILES.filter((file) => !isTest(file));
const under = (folder: string): readonly SourceFile[] => production.filter(({ path }) => path.startsWith(`${folder}/`));
const isRelative = (specifier: string): boolean => specifier.startsWith(".");
const target = (file: SourceFile, specifier: string): string =>
  relative(ROOT, resolve(ROOT, dirname(file.path), specifier)).replace(/\.js$/, ".ts");

/** Every import of `files` that `allowed` refuses, as `file imports x`. */
function offences(files: readonly SourceFile[], allowed: (specifier: string, file: SourceFile) => boolean): string[] {
  return files.flatMap((file) =>
    file.imports
      .filter((specifier) => !allowed(specifier, file))
      .map((specifier) => `${file.path} imports ${specifier}`),
  );
}

test("the reader of imports sees every form", () => {
  const text =
    'import a from "a";\nimport type { b } from "b";\nexport { c } from "c";\nimport "d";\nawait import("e");\nimport {\n  f,\n} from "f";';
  expect(importsOf(text)).toEqual(["a", "b", "c", "d", "e", "f"]);
  expect(production.length).toBeGreaterThan(100);
});

describe("packages", () => {
  const own = (specifier: string): boolean => specifier.startsWith("@insaka/") || specifier.startsWith("@intellifin/");
  test.each<[string, readonly string[]]>([
    ["packages/schema", []],
    ["packages/runtime", ["@insaka/schema"]],
    ["packages/broker", []],
    ["generator", ["@insaka/schema", "@insaka/schema/judge"]],
    ["packages/generated", ["@insaka/runtime/codegen/v1"]],
    [
      "packages/services",
      [
        "@insaka/broker",
        "@insaka/runtime",
        "@insaka/runtime/codegen/v1",
        "@insaka/runtime/dead-letters",
        "@insaka/runtime/memory",
        "@intellifin/contracts",
        "@intellifin/contracts/definitions",
      ],
    ],
  ])("%s imports of ours only %j", (room, allowed) => {
    expect(offences(under(room), (specifier) => !own(specifier) || allowed.includes(specifier))).toEqual([]);
  });

  test("no file reaches into another package by a relative path", () => {
    const room = (path: string): string => ROOMS.find((each) => path.startsWith(`${each}/`)) ?? "outside";
    const stays = (specifier: string, file: SourceFile): boolean =>
      !isRelative(specifier) || room(target(file, specifier)) === room(file.path);
    expect(offences(FILES, stays)).toEqual([]);
  });

  test("generated code imports the seam and its own files, nothing else", () => {
    const fine = (specifier: string): boolean => specifier === "@insaka/runtime/codegen/v1" || isRelative(specifier);
    expect(offences(under("packages/generated"), fine)).toEqual([]);
    expect(offences(under("packages/services/src/old-sender"), fine)).toEqual([]);
  });

  test("the schema package runs anywhere: nothing of Node in it", () => {
    expect(offences(under("packages/schema"), (specifier) => !specifier.startsWith("node:"))).toEqual([]);
  });

  test("services know the runtime's entry and their contracts; what brokers are, their flow alone", () => {
    const forAll = ["@insaka/runtime", "@intellifin/contracts"];
    const inFlow = (specifier: string, { path }: SourceFile): boolean =>
      !own(specifier) || forAll.includes(specifier) || /^packages\/services\/src\/(flow|old-sender)\//.test(path);
    expect(offences(under("packages/services"), inFlow)).toEqual([]);
  });
});

describe("third-party packages", () => {
  /** One package, one place. */
  const PLACES: Readonly<Record<string, readonly string[]>> = {
    // The generator's one file names unknown keys and every fault at once, which a message's validator must not do.
    ajv: ["packages/schema/src/validate/", "generator/src/read/json-schema-check.ts"],
    // Takes patterns apart, to see whether a text could hold up the platform's engine.
    "@eslint-community/regexpp": ["packages/schema/src/pattern/"],
    amqplib: ["packages/runtime/src/transport/amqp/"],
    testcontainers: ["packages/broker/src/"],
    "@asyncapi/parser": ["generator/src/read/"],
    // Brings documents of AsyncAPI 2 into the form of version 3.
    "@asyncapi/converter": ["generator/src/read/convert-document.ts"],
    "@asyncapi/specs": ["generator/src/read/"],
    // Reads the imports of an upcaster; TypeScript 7 has no JavaScript interface that could.
    "@babel/parser": ["generator/src/read/parse-upcaster.ts"],
    // Makes messages to try upcasters on; property tests import it for themselves.
    "fast-check": ["generator/src/compat/samples/"],
    // Takes the types off the function of an upcaster before it is run.
    esbuild: ["generator/src/run/"],
    tinyglobby: ["generator/src/read/"],
    yaml: ["generator/src/read/source-text.ts"],
    // Ten times as fast where a document is plain and nobody asks where in it something stands.
    "js-yaml": ["generator/src/read/plain-yaml.ts"],
    "json-schema-to-typescript": ["generator/src/emit/"],
    handlebars: ["generator/src/emit/"],
    // Regular expressions as automata.
    refa: ["generator/src/compat/subset/language/"],
    commander: ["generator/src/cli/", "packages/services/src/flow/main.ts"],
    // Optional, and loaded when models in other languages are asked for.
    "@asyncapi/modelina": ["generator/src/models/modelina.ts"],
    chokidar: ["generator/src/cli/watch-command.ts"],
    picocolors: ["generator/src/cli/", "packages/services/src/flow/"],
  };
  const packageOf = (specifier: string): string =>
    specifier
      .split("/")
      .slice(0, specifier.startsWith("@") ? 2 : 1)
      .join("/");

  test("each is imported in its one place", () => {
    const fine = (specifier: string, { path }: SourceFile): boolean => {
      if (
        isRelative(specifier) ||
        specifier.startsWith("node:") ||
        specifier.startsWith("@insaka/") ||
        specifier.startsWith("@intellifin/")
      )
        return true;
      return PLACES[packageOf(specifier)]?.some((place) => path.startsWith(place)) === true;
    };
    expect(offences(production, fine)).toEqual([]);
  });
});

describe("the generator's layers", () => {
  /** What each folder of the generator may import from; a file directly in src is its own layer `root`. */
  const LAYERS: Readonly<Record<string, readonly string[]>> = {
    cli: ["root"],
    read: ["root"],
    model: ["read", "root"],
    check: ["model", "read", "root"],
    emit: ["model", "root"],
    compat: ["model", "root"],
    models: ["model", "root"],
    write: ["root"],
    // Runs the functions of upcasters: the only code of the checked repository that is ever run.
    run: ["compat", "root"],
  };
  const layer = (path: string): string => /^generator\/src\/([^/]+)\//.exec(path)?.[1] ?? "root";

  test("data flows one way", () => {
    const fine = (specifier: string, file: SourceFile): boolean => {
      const from = layer(file.path);
      if (!isRelative(specifier) || from === "root") return true;
      const to = layer(target(file, specifier));
      return to === from || LAYERS[from]?.includes(to) === true;
    };
    expect(offences(under("generator"), fine)).toEqual([]);
  });

  test("only run starts threads, and nobody but it runs what was read", () => {
    const running = /^node:(worker_threads|vm)$/;
    // The official parser has a thread of its own; what it reads is data to it.
    const parser = "generator/src/read/parser-thread.ts";
    const fine = (specifier: string, { path }: SourceFile): boolean =>
      !running.test(specifier) || layer(path) === "run" || (path === parser && specifier === "node:worker_threads");
    expect(offences(under("generator"), fine)).toEqual([]);
  });

  test("the subset engine knows JSON Schema alone, and nothing of Node", () => {
    const engine = "generator/src/compat/subset/";
    const fine = (specifier: string, file: SourceFile): boolean =>
      isRelative(specifier)
        ? target(file, specifier).startsWith(engine)
        : ["@insaka/schema", "@insaka/schema/judge", "refa"].includes(specifier);
    expect(under("generator/src/compat/subset").length).toBeGreaterThan(20);
    expect(offences(under("generator/src/compat/subset"), fine)).toEqual([]);
  });

  test("only read and write touch the disk", () => {
    const disk = /^node:(fs|child_process|net|http)/;
    const fine = (specifier: string, { path }: SourceFile): boolean =>
      !disk.test(specifier) || ["read", "write"].includes(layer(path));
    expect(offences(under("generator"), fine)).toEqual([]);
  });
});

describe("the runtime's rooms", () => {
  /** `root` is what lies directly in src: errors, defaults, the broker link. A transport knows nothing of contracts. */
  const ROOMS_OF_RUNTIME: Readonly<Record<string, readonly string[]>> = {
    transport: ["root"],
    message: ["transport", "root"],
    publish: ["message", "transport", "root"],
    // The handler of a request publishes its reply.
    consume: ["message", "publish", "transport", "root"],
    request: ["message", "publish", "transport", "root"],
    "dead-letters": ["message", "transport", "root"],
    testing: ["dead-letters", "message", "transport", "root"],
    codegen: ["message", "publish", "consume", "request"],
  };
  const room = (path: string): string => /^packages\/runtime\/src\/([^/]+)\//.exec(path)?.[1] ?? "root";

  test("data flows one way", () => {
    const fine = (specifier: string, file: SourceFile): boolean => {
      const from = room(file.path);
      if (!isRelative(specifier) || from === "root") return true;
      const to = room(target(file, specifier));
      return to === from || ROOMS_OF_RUNTIME[from]?.includes(to) === true;
    };
    expect(offences(under("packages/runtime"), fine)).toEqual([]);
  });
});

describe("files", () => {
  /** Carried along by the generator, which lets only types of the messages come back to the file that a message imports. */
  const isUpcaster = ({ path }: SourceFile): boolean => /\/(?:generated\/src|old-sender)\/upcasters\//.test(path);

  test("import no cycle", () => {
    const graph = new Map(
      production.map((file) => [
        file.path,
        isUpcaster(file) ? [] : file.imports.filter(isRelative).map((specifier) => target(file, specifier)),
      ]),
    );
    expect(cycles(graph)).toEqual([]);
  });

  test("are never called utils, and none is longer than 400 lines", () => {
    const generated = (path: string): boolean =>
      path.startsWith("packages/generated/") || path.includes("/old-sender/");
    const offenders = FILES.filter(({ path, text }) => {
      const long = text.split("\n").length > 400 && !generated(path);
      return long || /(^|\/)(utils?|helpers?|misc|common)\.ts$/.test(path);
    });
    expect(offenders.map(({ path }) => path)).toEqual([]);
  });

  test("the runtime's root entry exports 25 names or fewer", () => {
    const entry = production.find(({ path }) => path === "packages/runtime/src/index.ts");
    const names = [...(entry?.text ?? "").matchAll(/\{([^}]*)\}/g)].flatMap(([, list]) =>
      (list ?? "").split(",").filter((name) => name.trim() !== ""),
    );
    expect(names.length).toBeGreaterThan(10);
    expect(names.length).toBeLessThanOrEqual(25);
  });
});

/** Depth-first search; each cycle once, as the path that closes it. */
function cycles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (node: string, path: readonly string[]): void => {
    if (path.includes(node)) found.push([...path.slice(path.indexOf(node)), node].join(" -> "));
    else if (!done.has(node)) for (const next of graph.get(node) ?? []) visit(next, [...path, node]);
    done.add(node);
  };
  for (const node of graph.keys()) visit(node, []);
  return found;
}
