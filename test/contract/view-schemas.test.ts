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
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { naiveReader, naiveWriter } from "../support/naive-views.js";
import { randomSchema } from "../support/random-schema.js";
import { randomViewSchema } from "../support/random-view-schema.js";
import { withUndeclared } from "../support/schema-arbitrary.js";
import { nearlyValid } from "../support/schema-instances.js";

const SCHEMAS = 200;
const INSTANCES = 10;

/** A broken promise: enough to look at it. */
interface Broken {
  readonly schema: JsonSchema;
  readonly view: JsonSchema;
  readonly instance: JsonValue;
  readonly accepted: boolean;
}

function instancesOf(schema: JsonSchema, seed: number): JsonValue[] {
  const sources = [schema, naiveWriter(schema), naiveReader(schema)];
  return sources.flatMap((source) => {
    const made = nearlyValid(source);
    const more = made.chain((value) => withUndeclared(locate(schema), value));
    return [made, more].flatMap((instances) => fc.sample(instances, { numRuns: INSTANCES, seed }));
  });
}

describe.each([
  ["random schemas", randomSchema as fc.Arbitrary<JsonSchema>, 0.99],
  ["random schemas that count, compare and overlap", randomViewSchema, 0.9],
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
    expect(exact.writer).toBeGreaterThan(leastExact * SCHEMAS);
    expect(Math.min(seen.sent, seen.notSent)).toBeGreaterThan(2 * SCHEMAS);
  });

  it("a reader schema accepts only what is read, and all of that where it is exact", () => {
    expect(broken.reader.slice(0, 3)).toEqual([]);
    expect(exact.reader).toBeGreaterThan(leastExact * SCHEMAS);
    expect(Math.min(seen.read, seen.notRead)).toBeGreaterThan(2 * SCHEMAS);
    expect(seen.readByDrop).toBeGreaterThan(SCHEMAS);
  });
});
