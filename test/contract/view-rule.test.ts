import { nearlyValid, withUndeclared } from "@insaka/generator/samples";
import {
  compileReaderView,
  compileValidator,
  compileWriterView,
  dropUndeclared,
  type JsonSchema,
  type JsonValue,
  locate,
  undeclared,
} from "@insaka/schema";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { addedName, addedSchemas, withAddedProperty } from "../support/added-property.js";
import { naiveReader, naiveWriter } from "../support/naive-views.js";
import { randomSchema } from "../support/random-schema.js";

const SCHEMAS = 3000;
const INSTANCES = 12;

/** A schema with instances made from it, from what the naive views make of it, and with undeclared names added. */
interface Case {
  readonly schema: JsonSchema;
  readonly instances: readonly JsonValue[];
}

/** A broken promise: enough to look at it. */
interface Broken {
  readonly schema: JsonSchema;
  readonly instance: JsonValue;
}

function instancesOf(schema: JsonSchema, seed: number): JsonValue[] {
  const made = nearlyValid(schema);
  const more = withUndeclared(locate(schema), made);
  return [...fc.sample(made, { numRuns: INSTANCES, seed }), ...fc.sample(more, { numRuns: INSTANCES, seed })];
}

function casesOf(schema: JsonSchema, seed: number): Case {
  const sources = [schema, naiveWriter(schema)];
  return { schema, instances: sources.flatMap((source) => instancesOf(source, seed)) };
}

const schemas = fc.sample(randomSchema, { numRuns: SCHEMAS, seed: 20261123 }) as JsonSchema[];

describe(`the view rule, on ${SCHEMAS} random schemas`, () => {
  const broken = {
    writer: [] as Broken[],
    reader: [] as Broken[],
    drop: [] as Broken[],
    added: [] as Broken[],
    names: [] as Broken[],
  };
  const naive = { writer: new Set<JsonSchema>(), reader: new Set<JsonSchema>() };
  const seen = { valid: 0, invalid: 0, written: 0, dropped: 0, readByDrop: 0, added: 0, addedSchemas: 0 };

  function judge({ schema, instances }: Case): void {
    const isValid = compileValidator(schema);
    const writes = compileWriterView(schema);
    const reads = compileReaderView(schema);
    const naiveWrites = compileValidator(naiveWriter(schema));
    const naiveReads = compileValidator(naiveReader(schema));
    const root = locate(schema);
    for (const instance of instances) {
      const valid = isValid(instance).length === 0;
      seen[valid ? "valid" : "invalid"]++;
      if (writes(instance).length === 0) {
        seen.written++;
        if (!valid) broken.writer.push({ schema, instance });
      }
      const read = reads(instance).ok;
      if (read && !valid) seen.readByDrop++;
      if (valid && !read) broken.reader.push({ schema, instance });
      if (naiveWrites(instance).length === 0 && !valid) naive.writer.add(schema);
      if (valid && naiveReads(instance).length > 0) naive.reader.add(schema);
      const dropped = dropUndeclared(root, instance);
      if (dropped !== instance) seen.dropped++;
      if (dropUndeclared(root, dropped) !== dropped || undeclared(root, dropped).length > 0)
        broken.drop.push({ schema, instance });
    }
  }

  /** Instances made from the schema alone use no name but those that it declares, whatever keyword declares them. */
  function judgeNames(schema: JsonSchema, seed: number): void {
    const root = locate(schema);
    for (const instance of fc.sample(nearlyValid(schema), { numRuns: INSTANCES, seed })) {
      if (undeclared(root, instance).length > 0) broken.names.push({ schema, instance });
    }
  }

  function judgeAdded(schema: JsonSchema, index: number): void {
    const added = withAddedProperty(schema, addedSchemas[index % addedSchemas.length] ?? true);
    const larger = added[index % added.length];
    if (larger === undefined) return;
    seen.addedSchemas++;
    const writes = compileWriterView(larger);
    const reads = compileReaderView(schema);
    for (const instance of fc.sample(nearlyValid(larger), { numRuns: 2 * INSTANCES, seed: index })) {
      if (writes(instance).length > 0) continue;
      if (JSON.stringify(instance).includes(addedName)) seen.added++;
      if (!reads(instance).ok) broken.added.push({ schema: larger, instance });
    }
  }

  beforeAll(() => {
    schemas.forEach((schema, index) => {
      judge(casesOf(schema, index));
      judgeNames(schema, index);
      judgeAdded(schema, index);
    });
    console.log(`view rule: ${JSON.stringify(seen)}`);
    console.log(
      `naive closing is wrong on ${naive.writer.size}, naive opening on ${naive.reader.size} of ${SCHEMAS} schemas`,
    );
  }, 300_000);

  it("what a writer sends is valid", () => {
    expect(broken.writer).toEqual([]);
    expect(seen.written).toBeGreaterThan(5 * SCHEMAS);
  });

  it("what is valid is read", () => {
    expect(broken.reader).toEqual([]);
    expect(seen.valid).toBeGreaterThan(5 * SCHEMAS);
    expect(seen.readByDrop).toBeGreaterThan(SCHEMAS / 2);
  });

  it("what a writer sends after an optional property was added at a closed place is read by those who know nothing of it", () => {
    expect(broken.added).toEqual([]);
    expect(seen.addedSchemas).toBeGreaterThan(SCHEMAS / 4);
    expect(seen.added).toBeGreaterThan(SCHEMAS);
  });

  it("a message that uses only names which the schema speaks of loses none of them", () => {
    expect(broken.names).toEqual([]);
  });

  it("dropping leaves nothing undeclared, and nothing to drop again", () => {
    expect(broken.drop).toEqual([]);
    expect(seen.dropped).toBeGreaterThan(SCHEMAS);
  });

  it("closing or opening each subschema, which is what this replaces, breaks the first two on the same schemas", () => {
    expect(naive.writer.size).toBeGreaterThan(0);
    expect(naive.reader.size).toBeGreaterThan(0);
  });
});

describe("an edge of the rule that is no promise", () => {
  it("a name added beside an additionalProperties false under not can change which branch holds", () => {
    const before: JsonSchema = {
      properties: { a: {} },
      additionalProperties: false,
      not: { properties: { a: { type: "number" } }, additionalProperties: false },
    };
    const after: JsonSchema = { ...before, properties: { a: {}, zz: {} } };
    expect(compileWriterView(after)({ a: 1, zz: 1 })).toEqual([]);
    expect(compileReaderView(before)({ a: 1, zz: 1 }).ok).toBe(false);
  });
});
