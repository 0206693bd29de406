import {
  compileReaderView,
  compileWriterView,
  explore,
  type JsonSchema,
  type ReaderView,
  readerSchema,
  type Validator,
  type ViewSchema,
  writerSchema,
} from "@insaka/schema";
import { canonicalJson } from "../canonical-json.js";
import { type FormatReading, sayFormats } from "./assert-formats.js";
import { type FormatDemands, formatDemands } from "./format-demands.js";
import { narrowingValidator } from "./narrowing-validator.js";

/** One schema as both sides take it. Everything is made when first asked for and kept: most pairs are decided by little of it. */
export interface SchemaViews {
  /** Equal texts are equal schemas. */
  readonly text: string;
  /** The document's schema, formats said as the run takes them. */
  readonly stated: JsonSchema;
  /** Asserted formats that no pattern says. */
  readonly demands: () => FormatDemands;
  readonly writer: () => ViewSchema;
  readonly reader: () => ViewSchema;
  /** The judges that a witness must pass: those of the runtime. */
  readonly writes: () => Validator;
  readonly reads: () => ReaderView;
  readonly validates: () => Validator;
}

/** Makes views, once for each schema however often it is met. */
export function viewsOf(reading: FormatReading): (schema: JsonSchema) => SchemaViews {
  const byObject = new WeakMap<object, SchemaViews>();
  const byText = new Map<string, SchemaViews>();
  return (schema) => {
    const known = typeof schema === "object" ? byObject.get(schema) : undefined;
    if (known !== undefined) return known;
    const text = canonicalJson(schema);
    const views = byText.get(text) ?? makeViews(schema, text, reading);
    byText.set(text, views);
    if (typeof schema === "object") byObject.set(schema, views);
    return views;
  };
}

function makeViews(schema: JsonSchema, text: string, reading: FormatReading): SchemaViews {
  const stated = sayFormats(schema, reading);
  const validated = reading === "asserted" ? schema : stated;
  const views = once(() => {
    // Whoever is sent to today will have been sent to: both views are asked for, and the locations are forgotten after.
    const explored = explore(stated);
    return { writer: writerSchema(stated, explored), reader: readerSchema(stated, explored) };
  });
  const validate = once(() => narrowingValidator(validated));
  return {
    text,
    stated,
    demands: once(() => formatDemands(stated)),
    writer: () => views().writer,
    reader: () => views().reader,
    writes: once(() => compileWriterView(validated, validate())),
    reads: once(() => compileReaderView(validated, validate())),
    validates: validate,
  };
}

/** What `make` makes, made when it is first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
