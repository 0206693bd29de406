import { nearlyValid, withUndeclared } from "@insaka/generator/samples";
import {
  compileReaderView,
  compileValidator,
  compileWriterView,
  type JsonSchema,
  type JsonValue,
  locate,
  readerSchema,
  type ViewSchema,
  writerSchema,
} from "@insaka/schema";
import * as contracts from "@intellifin/contracts";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { naiveWriter } from "../support/naive-views.js";
import { randomSchema } from "../support/random-schema.js";
import { randomViewSchema } from "../support/random-view-schema.js";

const SCHEMAS = 600;
const INSTANCES = 12;

/** A broken promise: enough to look at it. */
interface Broken {
  readonly schema: JsonSchema;
  readonly view: JsonSchema;
  readonly instance: JsonValue;
  readonly accepted: boolean;
}

function instancesOf(schema: JsonSchema, seed: number): JsonValue[] {
  const sources = [schema, naiveWriter(schema)];
  return sources.flatMap((source) => {
    const made = nearlyValid(source);
    const more = withUndeclared(locate(schema), made);
    return [made, more].flatMap((instances) => fc.sample(instances, { numRuns: INSTANCES, seed }));
  });
}

type Versions = { readonly versions: Readonly<Record<string, { readonly schema: JsonSchema }>> };

const contractSchemas = Object.values(contracts as unknown as Record<string, unknown>)
  .filter((value): value is Versions => typeof value === "object" && value !== null && "versions" in value)
  .flatMap(({ versions }) => Object.values(versions).map(({ schema }) => schema));

describe("the views of the lending messages as plain schemas", () => {
  it("are exact", () => {
    const views = contractSchemas.flatMap((schema) => [writerSchema(schema), readerSchema(schema)]);
    expect(views.length).toBeGreaterThan(40);
    expect(views.filter(({ exact }) => !exact)).toEqual([]);
  });

  it("say what the views say", () => {
    contractSchemas.forEach((schema, seed) => {
      const sends = compileValidator(writerSchema(schema).schema);
      const reads = compileValidator(readerSchema(schema).schema);
      const [written, read] = [compileWriterView(schema), compileReaderView(schema)];
      for (const instance of instancesOf(schema, seed)) {
        expect(sends(instance).length === 0).toBe(written(instance).length === 0);
        expect(reads(instance).length === 0).toBe(read(instance).ok);
      }
    });
  });
});

describe.each([
  ["random schemas", randomSchema as fc.Arbitrary<JsonSchema>, 1],
  ["random schemas that count, compare and overlap", randomViewSchema, 0.8],
])(`the views as plain schemas, on ${SCHEMAS} %s`, (title, arbitrary, leastExact) => {
  const broken = { writer: [] as Broken[], reader: [] as Broken[] };
  const exact = { writer: 0, reader: 0, writerIsOwn: 0, readerIsOwn: 0 };
  const seen = { sent: 0, notSent: 0, read: 0, notRead: 0, readByDrop: 0 };
  const reasons = new Map<string, number>();

  function note(view: ViewSchema): void {
    if (view.exact) return;
    const keyword = view.reason.split(" ")[0] ?? "";
    reasons.set(keyword, (reasons.get(keyword) ?? 0) + 1);
  }

  function judge(schema: JsonSchema, seed: number): void {
    const writer = writerSchema(schema);
    const reader = readerSchema(schema);
    exact.writer += Number(writer.exact);
    exact.reader += Number(reader.exact);
    exact.writerIsOwn += Number(writer.schema === schema);
    exact.readerIsOwn += Number(reader.schema === schema);
    note(writer);
    note(reader);
    const [own, sends, reads] = [compileValidator(schema), compileWriterView(schema), compileReaderView(schema)];
    const [plainSends, plainReads] = [compileValidator(writer.schema), compileValidator(reader.schema)];
    for (const instance of instancesOf(schema, seed)) {
      const sent = sends(instance).length === 0;
      const read = reads(instance).ok;
      seen[sent ? "sent" : "notSent"]++;
      seen[read ? "read" : "notRead"]++;
      if (read && own(instance).length > 0) seen.readByDrop++;
      const maySend = plainSends(instance).length === 0;
      const mayRead = plainReads(instance).length === 0;
      if (writer.exact ? maySend !== sent : sent && !maySend) {
        broken.writer.push({ schema, view: writer.schema, instance, accepted: maySend });
      }
      if (reader.exact ? mayRead !== read : mayRead && !read) {
        broken.reader.push({ schema, view: reader.schema, instance, accepted: mayRead });
      }
    }
  }

  beforeAll(() => {
    const schemas = fc.sample(arbitrary, { numRuns: SCHEMAS, seed: 20261125 });
    schemas.forEach(judge);
    console.log(`views as schemas, ${title}: ${JSON.stringify({ exact, seen, reasons: [...reasons] })}`);
  }, 300_000);

  it("a writer schema accepts what is sent, and only that where it is exact", () => {
    expect(broken.writer.slice(0, 3)).toEqual([]);
    expect(exact.writer).toBeGreaterThanOrEqual(leastExact * SCHEMAS);
    expect(Math.min(seen.sent, seen.notSent)).toBeGreaterThan(2 * SCHEMAS);
  });

  it("a reader schema accepts only what is read, and all of that where it is exact", () => {
    expect(broken.reader.slice(0, 3)).toEqual([]);
    expect(exact.reader).toBeGreaterThanOrEqual(leastExact * SCHEMAS);
    expect(Math.min(seen.read, seen.notRead)).toBeGreaterThan(2 * SCHEMAS);
    expect(seen.readByDrop).toBeGreaterThan(SCHEMAS / 3);
  });
});
