import { compileReaderView, type JsonSchema, type JsonValue, locate, type UpcastStep } from "@insaka/schema";
import fc from "fast-check";
import { withLikely } from "./likely-values.js";
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
  /** What is to be done with the messages: some hold what these steps can answer. */
  readonly steps?: readonly UpcastStep[];
}

/** A message, and what a reader makes of it. */
export interface Sample {
  readonly message: JsonValue;
  /** Without undeclared names at closed places: what an upcaster is given. */
  readonly read: JsonValue;
  /** True where none before it reads the same. */
  readonly isNew: boolean;
}

/** Messages of a reader view. */
export interface Samples {
  /** Fewer than were asked for where hardly any is valid. */
  readonly samples: readonly Sample[];
  /** The first so many hold by rule what matters; the others are random. */
  readonly systematic: number;
}

/** Made at once: how far random messages are made before one looks whether they suffice. */
const CHUNK = 1_000;

/** Systematic messages fill so many characters at most: thousands of very large ones would take minutes. */
const MOST_TEXT = 20_000_000;

/** So many tries for each message that is wanted, before one gives up. */
const TRIES = 10;

/** So many tries without a single one, and the schema is not one to generate from. */
const TRIES_FOR_NONE = 2_000;

/**
 * Messages of the reader view of a schema: first those that hold by rule everything that matters (see
 * {@link notableInstances}), then random ones, at least half as many as were asked for. The same for the same schema.
 * @throws SchemaError for a schema that does not compile
 */
export function sampleMessages(schema: JsonSchema, options: SampleOptions): Samples {
  const { count, seed = seedOf(schema), names = [], steps = [] } = options;
  const view = compileReaderView(schema);
  const root = locate(schema);
  const samples: Sample[] = [];
  const seen = new Set<string>();
  const take = (message: JsonValue): void => {
    const read = view(message);
    if (!read.ok) return;
    const key = messageKey(read.value);
    samples.push({ message, read: read.value, isNew: !seen.has(key) });
    seen.add(key);
  };
  for (const message of once(notableInstances(schema, names))) take(message);
  const [plain] = samples;
  if (plain !== undefined) for (const message of once(eachUndeclared(root, plain.message, names))) take(message);
  const systematic = samples.length;
  const wanted = Math.max(count, systematic + Math.ceil(count / 2));
  const random = withUndeclared(root, withLikely(nearlyValid(schema, names), steps), names);
  for (let tries = 0; samples.length < wanted && tries < TRIES * count; tries += CHUNK) {
    if (samples.length === 0 && tries >= TRIES_FOR_NONE) break;
    const chunk = fc.sample(random, { numRuns: CHUNK, seed: (seed + tries) | 0 });
    for (const message of chunk.slice(0, wanted - samples.length)) take(message);
  }
  return { samples, systematic };
}

/** Each message but once, as far as they are not too large in all. */
function once(messages: readonly JsonValue[]): readonly JsonValue[] {
  const seen = new Map<string, JsonValue>();
  let text = 0;
  for (const message of messages) {
    const key = messageKey(message);
    text += key.length;
    if (text > MOST_TEXT) break;
    seen.set(key, message);
  }
  return [...seen.values()];
}
