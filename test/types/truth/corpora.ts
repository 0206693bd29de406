import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonValue } from "@insaka/schema";

/** Documents as somebody wrote them. */
export interface Documents {
  readonly id: string;
  /** The document, named `document.json`, and what it refers to; or the path of the config of documents in this repository. */
  readonly from: ReadonlyMap<string, string> | string;
  /** Instances of the payload that somebody wrote. */
  readonly written?: readonly JsonValue[];
}

/** Of rich schemas less is asked: they say what no type can. Probes try single keywords, often without a type: nobody's payloads. */
export type CorpusKind = "plain" | "rich" | "probe";

/** Documents of one origin. */
export interface TypeCorpus {
  readonly name: string;
  readonly kind: CorpusKind;
  /** @param root - the repository's folder */
  readonly read: (root: string) => readonly Documents[];
}

const DATA = "test/corpora/data";

/** Every corpus. */
export const corpora: readonly TypeCorpus[] = [
  {
    name: "lending",
    kind: "plain",
    read: (root) => [{ id: "asyncapi", from: join(root, "asyncapi/insaka.config.json") }],
  },
  {
    name: "qubership-asyncapi-documents",
    kind: "plain",
    read: (root) =>
      linesOf<{ readonly id: string; readonly before: object; readonly after: object }>(
        root,
        "qubership-asyncapi-documents",
      ).flatMap(({ id, before, after }) => [
        { id: `${id} before`, from: new Map([["document.json", JSON.stringify(before)]]) },
        { id: `${id} after`, from: new Map([["document.json", JSON.stringify(after)]]) },
      ]),
  },
  ...["getsentry", "haggholm", "qubership"].map((name) => pairs(name, "plain")),
  ...["ibm", "sdbs-draft7"].map((name) => pairs(name, "probe")),
  {
    name: "schemastore",
    kind: "rich",
    read: (root) =>
      linesOf<{ readonly id: string; readonly schema: object; readonly instances?: readonly JsonValue[] }>(
        root,
        "schemastore",
      ).map(({ id, schema, instances = [] }) => ({ ...payloadDocument(id, schema), written: instances })),
  },
];

function pairs(name: string, kind: CorpusKind): TypeCorpus {
  const read = (root: string) =>
    linesOf<{ readonly id: string; readonly lhs: object; readonly rhs: object }>(root, name).flatMap(
      ({ id, lhs, rhs }) => [payloadDocument(`${id} lhs`, lhs), payloadDocument(`${id} rhs`, rhs)],
    );
  return { name, kind, read };
}

/** The smallest document with a payload. The schema stands in a file of its own: what it refers to is there. */
export function payloadDocument(id: string, schema: unknown): Documents {
  const document = {
    asyncapi: "3.0.0",
    info: { title: "case", version: "1.0.0" },
    channels: { c: { address: "c", messages: { Case: { payload: { $ref: "./schema.json" } } } } },
    operations: { s: { action: "send", channel: { $ref: "#/channels/c" } } },
  };
  const files = new Map([
    ["document.json", JSON.stringify(document)],
    ["schema.json", JSON.stringify(schema)],
  ]);
  return { id, from: files };
}

function linesOf<T>(root: string, name: string): readonly T[] {
  const lines = readFileSync(join(root, DATA, `${name}.jsonl`), "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as T);
}
