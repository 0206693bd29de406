/**
 * The models as their users have them: compiled by each language's own compiler, and every message brought through them, JSON to object
 * to JSON. What comes out must be what went in; what is absent is not null.
 */
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generate } from "@insaka/generator";
import { sampleMessages } from "@insaka/generator/samples";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runInsaka } from "../support/insaka-run.js";
import { type Case, languages } from "./support/languages.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const config = join(root, "asyncapi/insaka.config.json");
const names = languages.map(({ name }) => name).join(",");

/** Beside the examples: what stands at bounds, is left out, or is null. */
const samplesOfEach = 25;

let models = "";
let cases: readonly Case[] = [];

beforeAll(async () => {
  models = await realpath(await mkdtemp(join(tmpdir(), "insaka-models-")));
  const argv = ["codegen", "--config", config, "--models", names, "--models-out", models, "--no-cache"];
  const run = await runInsaka(argv, root);
  expect(run.code, run.out + run.err).toBe(0);
  cases = await casesOfAllServices();
}, 120_000);
afterAll(() => rm(models, { recursive: true, force: true }));

async function casesOfAllServices(): Promise<readonly Case[]> {
  const { model } = await generate({ config }, { emit: false });
  return (model?.messages ?? []).flatMap((message) =>
    message.versions
      .filter(({ status }) => status !== "retired")
      .flatMap((version): readonly Case[] => {
        const key = `${message.fileName.replaceAll("-", "_")}_v${version.version}`;
        const { samples } = sampleMessages(version.schema, { count: samplesOfEach });
        const read = samples
          .slice(0, samplesOfEach)
          .map((sample) => sample.read)
          .filter(isOfThisWorld);
        return [...version.examples.map(({ payload }) => payload), ...read].map((payload) => ({
          key,
          className: version.typeName,
          text: JSON.stringify(payload),
        }));
      }),
  );
}

describe("the models of all ten services", () => {
  test.each(languages)("compile, and bring every message through: $name", { timeout: 120_000 }, async (language) => {
    const missing = await language.missing();
    if (missing !== undefined) {
      process.stdout.write(`The models in ${language.name} are not tried: ${missing} is not here.\n`);
      return;
    }
    const out = await language.roundTrip(models, cases);
    expect(out).toHaveLength(cases.length);
    const changed = cases.flatMap(({ key, text }, index) => {
      const line = out[index] ?? "!";
      const same = !line.startsWith("!") && sameJson(JSON.parse(line), JSON.parse(text));
      return same ? [] : [{ key, text, line }];
    });
    process.stdout.write(
      `${language.name}: ${cases.length} messages through ${new Set(cases.map(({ key }) => key)).size} versions\n`,
    );
    expect(changed).toEqual([]);
  });
});

/** Whole numbers have 64 bits in these languages; a schema without a maximum allows larger ones. */
function isOfThisWorld(payload: unknown): boolean {
  if (typeof payload === "number") return !Number.isInteger(payload) || Number.isSafeInteger(payload);
  return typeof payload !== "object" || payload === null || Object.values(payload).every(isOfThisWorld);
}

/** Order makes no difference; a property that is absent and one that is null do. */
function sameJson(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
