import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { askParser } from "./opinions.js";
import { outlineOf } from "./outline.js";

const sound = {
  asyncapi: "3.0.0",
  info: { title: "Orders", version: "1.0.0", description: "sells" },
  servers: { one: { host: "localhost", protocol: "amqp" } },
  channels: {
    placed: {
      address: "order.placed.{region}",
      parameters: { region: {} },
      servers: [{ $ref: "#/servers/one" }],
      messages: { placed: { $ref: "#/components/messages/Placed" } },
    },
    other: { address: "other", messages: { other: { payload: { type: "object" } } } },
  },
  operations: {
    place: {
      action: "send",
      channel: { $ref: "#/channels/placed" },
      messages: [{ $ref: "#/channels/placed/messages/placed" }],
    },
  },
  components: {
    channels: { loose: { address: "loose" } },
    servers: { loose: { host: "localhost", protocol: "amqp" } },
    messages: { Placed: { headers: { type: "object" }, payload: { $ref: "#/components/schemas/Order" } } },
    schemas: { Order: { type: "object", examples: [{}] } },
  },
};
type Doc = typeof sound;

async function saidOf(text: string, common = ""): Promise<readonly string[]> {
  const path = "/documents/orders.yaml";
  const texts = new Map([
    [path, text],
    ["/documents/common.yml", common],
  ]);
  const questions = { documents: [{ path, structure: "judged" as const }], texts, off: [] };
  const opinions = await askParser(createRequire(import.meta.url), questions);
  return [...new Set(opinions.filter(({ severity }) => severity === 0).map(({ code }) => code))].sort();
}

/** Each breaks one rule that the official parser has for version 3. */
const cases: readonly (readonly [string, (document: Doc) => object])[] = [
  [
    "asyncapi3-operation-messages-from-referred-channel",
    (doc) => changed(doc, ["operations", "place", "messages"], [{ $ref: "#/channels/other/messages/other" }]),
  ],
  [
    "asyncapi3-required-operation-channel-unambiguity",
    (doc) => changed(doc, ["operations", "place", "channel"], { $ref: "#/components/channels/loose" }),
  ],
  [
    "asyncapi3-required-channel-servers-unambiguity",
    (doc) => changed(doc, ["channels", "placed", "servers"], [{ $ref: "#/components/servers/loose" }]),
  ],
  ["asyncapi3-channel-no-query-nor-fragment", (doc) => changed(doc, ["channels", "other?a=1"], { address: "x" })],
  ["asyncapi3-channel-parameters", (doc) => changed(doc, ["channels", "placed", "parameters"], { nation: {} })],
];

function changed(document: object, [key = "", ...rest]: readonly string[], value: unknown): object {
  const below = (document as Record<string, object>)[key] ?? {};
  return { ...document, [key]: rest.length === 0 ? value : changed(below, rest, value) };
}

test("no other rule of the official parser looks at a document of version 3, its structure apart", () => {
  const ruleset = createRequire(import.meta.url)("@asyncapi/parser/cjs/ruleset/v3/ruleset.js") as {
    readonly v3CoreRuleset: { readonly rules: object };
  };
  // Which servers a channel names stands in its references, of which there is a rule of its own.
  const known = [...cases.map(([rule]) => rule), "asyncapi3-channel-servers"];
  expect(Object.keys(ruleset.v3CoreRuleset.rules).sort()).toEqual(known.sort());
});

test("a channel that stands in another file is judged there", async () => {
  const channel = { address: "lights", parameters: { region: {} }, messages: { lit: { payload: {} } } };
  const file = { lights: { ...channel, "x-note": 1, description: "of a street" } };
  const document = { ...sound, channels: { ...sound.channels, lights: { $ref: "./common.yml#/lights" } } };
  const said = await saidOf(outlineOf(document), outlineOf(file));
  expect(said).toEqual(["asyncapi3-channel-parameters"]);
  expect(await saidOf(stringify(document), stringify(file))).toEqual(said);
});

test("a reference into what was left out is an error, so that the whole is asked about", async () => {
  const document = { ...sound, channels: { ...sound.channels, odd: { $ref: "#/components/schemas/Order" } } };
  expect(await saidOf(outlineOf(document))).toContain("invalid-ref");
});

test("against a sound document nothing is said, whole or in outline", async () => {
  expect(await saidOf(stringify(sound))).toEqual([]);
  expect(await saidOf(outlineOf(sound))).toEqual([]);
  expect(outlineOf(sound).length).toBeLessThan(JSON.stringify(sound).length);
});

test.each(cases)("what breaks %s breaks it in outline as well", async (rule, broken) => {
  const document = broken(sound);
  expect(await saidOf(stringify(document))).toContain(rule);
  expect(await saidOf(outlineOf(document))).toContain(rule);
});
