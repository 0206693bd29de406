/** What the goldens expect is not only stable but good: it compiles under the strictest settings, against the real runtime. */
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Compiles files with the repository's own settings; returns what the compiler says of them. */
async function typeCheck(name: string, include: readonly string[], extra?: string): Promise<readonly string[]> {
  // Below node_modules, so that packages resolve; below .cache, so that nobody commits it.
  const folder = join(root, "node_modules", ".cache", "insaka-type-check", name);
  await mkdir(folder, { recursive: true });
  const config = {
    extends: join(root, "tsconfig.base.json"),
    compilerOptions: {
      composite: false,
      incremental: false,
      declaration: true,
      noEmit: true,
      customConditions: ["@insaka/source"],
      rootDir: root,
    },
    include: [...include.map((path) => join(root, path)), join(folder, "*.ts")],
  };
  await writeFile(join(folder, "package.json"), '{ "type": "module" }\n');
  await writeFile(join(folder, "extra.ts"), extra ?? "export {};\n");
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, "-p", folder, "--pretty", "false"], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  }).catch((error: { readonly stdout: string }) => error);
  const ours = /^(?:test\/golden\/|node_modules\/.cache\/insaka-type-check\/)/;
  return stdout.split("\n").filter((line) => ours.test(line) || /^error TS/.test(line));
}

describe("generated TypeScript", () => {
  test("every good golden compiles", { timeout: 120_000 }, async () => {
    expect(await typeCheck("goldens", ["test/golden/*/expected/**/*.ts"])).toEqual([]);
  });

  test("the types accept what the schemas accept and refuse what they refuse", { timeout: 120_000 }, async () => {
    const shapes = "../../../../test/golden/payload-shapes/expected/generated/index.js";
    const lines = [
      `import type { ArraysV1, ChoiceV1, CombinedV1, ConditionsV1, MapsV1, PrimitivesV1, RecursiveV1 } from "${shapes}";`,
      'export const primitives: PrimitivesV1 = { text: "a", count: 1, flag: true, nothing: null, level: "low", maybe: null, record: { a: [1, null], b: "x" } };',
      'export const closed: PrimitivesV1 = { text: "a", count: 1, flag: true, nothing: null, level: "low", unknown: 1 };',
      'export const member: PrimitivesV1 = { text: "a", count: 1, flag: true, nothing: null, level: "middle" };',
      'export const combined: CombinedV1 = { id: "a", note: null, extra: 1 };',
      'export const unrequired: CombinedV1 = { id: "a", extra: 1 };',
      'export const choice: ChoiceV1 = { kind: "card", number: "1" };',
      'export const neither: ChoiceV1 = { kind: "card" };',
      "export const conditional: ConditionsV1 = { country: 'ZM', nrc: '1', region: 1 };",
      "export const recursive: RecursiveV1 = { value: 1, children: [{ value: 'a', forest: { trees: [] } }] };",
      "export const arrays: ArraysV1 = { rows: [[1]], objects: [{ a: 'x' }], choices: ['a', 1, null], pair: ['a', 1] };",
      "export const short: ArraysV1 = { pair: ['a'] };",
      "export const maps: MapsV1 = { byName: { a: 1 }, open: { b: [] }, openWithNames: { a: 'x', b: 2 }, empty: {} };",
      "arrays.texts?.push('b');",
      "recursive.value = 2;",
    ];
    const refused = ["closed", "member", "unrequired", "neither", "short", "push", "recursive.value"];
    const errors = await typeCheck("shapes", [], `${lines.join("\n")}\n`);
    const named = errors.flatMap((error) => {
      const line = lines[Number(/extra\.ts\((\d+),/.exec(error)?.[1]) - 1] ?? error;
      return (
        refused.find(
          (name) => line.startsWith(`export const ${name}:`) || line.includes(`${name}(`) || line.startsWith(name),
        ) ?? error
      );
    });
    expect([...new Set(named)]).toEqual(refused);
  });

  test("who asks, who answers and who listens are held to the documents", { timeout: 120_000 }, async () => {
    const folder = "../../../../test/golden/request-reply-and-broadcast/expected/contracts";
    const lines = [
      'import type { Broker } from "@insaka/runtime";',
      'import { createMemoryBroker } from "@insaka/runtime/memory";',
      `import { apiGatewayBroadcastConsumer, apiGatewayRequester, loanOriginationConsumer } from "${folder}/index.js";`,
      `import { definitions } from "${folder}/definitions.js";`,
      "declare const broker: Broker;",
      "createMemoryBroker({ definitions });",
      "const ask = await apiGatewayRequester(broker);",
      'const answer = await ask.submitLoanApplication({ product: "payday" });',
      'export const id: string = answer.reply === "loanApplicationAccepted" ? answer.payload.applicationId : answer.payload.why;',
      "const handlers = { loanApproved() {}, loanRefused() {} };",
      "await apiGatewayBroadcastConsumer(broker, { handlers });",
      "await loanOriginationConsumer(broker, { handlers: { loanApproved() {}, submitLoanApplication: ({ payload }) => ({ loanApplicationRefused: { why: payload.product } }) } });",
      "await ask.submitLoanApplication({ amount: 1 }); // refused: shape of the request",
      "console.log(answer.payload.why); // refused: not told which answer",
      "await apiGatewayBroadcastConsumer(broker, { handlers: { loanApproved() {} } }); // refused: a handler is missing",
      'await loanOriginationConsumer(broker, { handlers: { loanApproved() {}, submitLoanApplication: () => ({ loanApplicationAccepted: { id: "A-1" } }) } }); // refused: an old answer',
      "await loanOriginationConsumer(broker, { handlers: { loanApproved() {}, submitLoanApplication() {} } }); // refused: no answer",
    ];
    const errors = await typeCheck("conversation", [], `${lines.join("\n")}\n`);
    const at = errors.map((error) => Number(/extra\.ts\((\d+),/.exec(error)?.[1] ?? 0)).sort((a, b) => a - b);
    const refused = lines.flatMap((line, index) => (line.includes("// refused") ? [index + 1] : []));
    expect([...new Set(at)], errors.join("\n")).toEqual(refused);
  });

  test("who sends to a routing key with parameters gives each of them, with a value that it may have", {
    timeout: 120_000,
  }, async () => {
    const folder = "../../../../test/golden/any-parameters/expected/generated";
    const lines = [
      'import type { Broker } from "@insaka/runtime";',
      `import { streetlightsPublisher, streetlightsRequester } from "${folder}/index.js";`,
      "declare const broker: Broker;",
      "const send = streetlightsPublisher(broker);",
      "const ask = await streetlightsRequester(broker);",
      'const headers = { app: "a" };',
      "const measured = send.lightMeasuredToEventStreetlightIdLightingMeasured;",
      "const archived = send.lightMeasuredToArchiveYearMeasured;",
      'await measured({ lumens: 1 }, { headers, parameters: { streetlightId: "7" }, correlationId: "c" });',
      'await archived({ lumens: 1 }, { headers, parameters: { year: "2026" } });',
      'export const reply: "dimmed" = (await ask.dim({ percentage: 1 }, { parameters: { streetlightId: "7" } })).reply;',
      "await measured({ lumens: 1 }, { headers }); // refused: no parameters",
      "await measured({ lumens: 1 }, { headers, parameters: {} }); // refused: a parameter is missing",
      'await measured({ lumens: 1 }, { parameters: { streetlightId: "7" } }); // refused: no headers',
      "await measured({ lumens: 1 }, { headers, parameters: { streetlightId: 7 } }); // refused: no text",
      'await archived({ lumens: 1 }, { headers, parameters: { year: "1999" } }); // refused: not among the values',
      "await ask.dim({ percentage: 1 }); // refused: no parameters",
    ];
    const errors = await typeCheck("parameters", [], `${lines.join("\n")}\n`);
    const at = errors.map((error) => Number(/extra\.ts\((\d+),/.exec(error)?.[1] ?? 0)).sort((a, b) => a - b);
    const refused = lines.flatMap((line, index) => (line.includes("// refused") ? [index + 1] : []));
    expect([...new Set(at)], errors.join("\n")).toEqual(refused);
  });

  test("a discriminator narrows", { timeout: 120_000 }, async () => {
    const folder = "../../../../test/golden/any-discriminators/expected/generated";
    const lines = [
      `import type { NamedV1, StatedV1 } from "${folder}/index.js";`,
      "declare const named: NamedV1;",
      "declare const stated: StatedV1;",
      'export const hunt: string | undefined = named.petType === "Cat" ? named.hunt : undefined;',
      'export const number: string | undefined = stated.kind === "card" ? stated.number : undefined;',
      'export const cat: NamedV1 = { petType: "Cat", name: "Tom", hunt: "lazy" };',
      'export const bird: NamedV1 = { petType: "Bird", name: "Tom", hunt: "lazy" }; // refused: no such schema',
      "console.log(named.hunt); // refused: not told which",
    ];
    const errors = await typeCheck("discriminators", [], `${lines.join("\n")}\n`);
    const at = errors.map((error) => Number(/extra\.ts\((\d+),/.exec(error)?.[1] ?? 0)).sort((a, b) => a - b);
    const refused = lines.flatMap((line, index) => (line.includes("// refused") ? [index + 1] : []));
    expect([...new Set(at)], errors.join("\n")).toEqual(refused);
  });
});
