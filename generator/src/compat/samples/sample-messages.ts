import { compileReaderView, type JsonSchema, type JsonValue, locate } from "@insaka/schema";
import fc from "fast-check";
import { messageKey } from "./message-key.js";
import { nearlyValid } from "./nearly-valid.js";
import { notableInstances } from "./notable-instances.js";
import { seedOf } from "./seed-of.js";
import { eachUndeclared, withUndeclared } from "./undeclared-names.js";

/** How many messages to make, and which. */
export interface SampleOptions {
  /** At least so many, where the schema gives them. */
  readonly count: number;
  /** Made from the schema where it is absent. */
  readonly seed?: number;
  /** Names of the next version: used wherever a message may bring names that nobody declared. */
  readonly names?: readonly string[];
}

/** A message, and what a reader makes of it. */
export interface Sample {
  readonly message: JsonValue;
  /** Without undeclared names at closed places: what an upcaster is given. */
  readonly read: JsonValue;
}

/** Messages of a reader view. */
export interface Samples {
  /** Fewer than were asked for where hardly any is valid. */
  readonly samples: readonly Sample[];
  /** The first so many hold by rule what matters; the others are random. */
  readonly systematic: number;
  /** How many are different to who reads them. */
  readonly distinct: number;
}

/** Made at once: how far random messages are made before one looks whether they suffice. */
const CHUNK = 1_000;

/** So many tries for each message that is wanted, before one gives up. */
const TRIES = 10;

/** So many tries without a single one, and the schema is not one to generate from. */
const TRIES_FOR_NONE = 3_000;

/**
 * Messages of the reader view of a schema: first those that hold by rule everything that matters (see
 * {@link notableInstances}), then random ones, at least half as many as were asked for. The same for the same schema.
 * @throws SchemaError for a schema that does not compile
 */
export function sampleMessages(schema: JsonSchema, options: SampleOptions): Samples {
  const { count, seed = seedOf(schema), names = [] } = options;
  const view = compileReaderView(schema);
  const samples: Sample[] = [];
  const seen = new Set<string>();
  const take = (message: JsonValue): void => {
    const read = view(message);
    if (!read.ok) return;
    samples.push({ message, read: read.value });
    seen.add(messageKey(read.value));
  };
  for (const message of systematicMessages(schema, names)) take(message);
  const systematic = samples.length;
  const wanted = Math.max(count, systematic + Math.ceil(count / 2));
  const random = withUndeclared(locate(schema), nearlyValid(schema, names), names);
  for (let tries = 0; samples.length < wanted && tries < TRIES * count; tries += CHUNK) {
    if (samples.length === 0 && tries >= TRIES_FOR_NONE) break;
    const chunk = fc.sample(random, { numRuns: CHUNK, seed: (seed + tries) | 0 });
    for (const message of chunk.slice(0, wanted - samples.length)) take(message);
  }
  return { samples, systematic, distinct: seen.size };
}

/** Each but once, and each of the undeclared names in the first message of all. */
function systematicMessages(schema: JsonSchema, names: readonly string[]): readonly JsonValue[] {
  const instances = notableInstances(schema, names);
  const view = compileReaderView(schema);
  const [first] = instances.filter((message) => view(message).ok);
  const strange = first === undefined ? [] : eachUndeclared(locate(schema), first, names);
  const once = new Map([...instances, ...strange].map((message) => [messageKey(message), message]));
  return [...once.values()];
}
