import type { JsonValue, Location } from "@insaka/schema";
import { compileReaderView, compileValidator, locate } from "@insaka/schema";
import { ContractError } from "../contract-error.js";
import type { Headers } from "../transport/transport.js";
import { describeViolations } from "./describe-violations.js";
import type { MessageFacts, VersionDescriptor } from "./descriptor.js";
import { compileHeadersReader, type ReadHeaders } from "./document-headers.js";
import { upcastByFunction, upcastBySteps } from "./upcast-payload.js";

export type ReadMessage =
  | { readonly ok: true; readonly payload: JsonValue }
  | { readonly ok: false; readonly reason: "schema" | "upcast-refused"; readonly detail: string };

/** Reads one message for one consumer: each version that it takes comes out as the highest of them. */
export interface MessageReader {
  readonly name: string;
  readonly highest: number;
  readonly reads: ReadonlySet<number>;
  /** Versions that were read once and are not any more. */
  readonly retired: ReadonlySet<number>;
  read(version: number, value: JsonValue): ReadMessage;
  /** The headers that the version's document declares, as they came: nothing upcasts them. */
  readHeaders(version: number, headers: Headers): ReadHeaders;
  /** Where personal data stands in a version, for masking. */
  location(version: number): Location | undefined;
}

/** Compiles validators and upcasters once, at start: a bad descriptor fails there and not at the first message. */
export function compileMessageReader(message: MessageFacts, reads: readonly number[]): MessageReader {
  const highest = Math.max(...reads);
  const readers = new Map(reads.map((version) => [version, compileVersionReader(message, version, highest)]));
  const headers = new Map(reads.map((version) => [version, compileHeadersReader(facts(message, version).headers)]));
  const locations = new Map(reads.map((version) => [version, locate(facts(message, version).schema)]));
  return {
    name: message.name,
    highest,
    reads: new Set(reads),
    retired: new Set(message.retired),
    read: (version, value) => readers.get(version)?.(value) ?? { ok: false, reason: "schema", detail: "" },
    readHeaders: (version, given) => headers.get(version)?.(given) ?? { ok: false, detail: "" },
    location: (version) => locations.get(version),
  };
}

function compileVersionReader(
  message: MessageFacts,
  version: number,
  highest: number,
): (value: JsonValue) => ReadMessage {
  const view = compileReaderView(facts(message, version).schema);
  const upgrades = Array.from({ length: highest - version }, (_, index) =>
    compileUpgrade(message, version + index + 1),
  );
  return (value) => {
    const read = view(value);
    if (!read.ok) return { ok: false, reason: "schema", detail: describeViolations(read.violations) };
    let payload = read.value;
    for (const upgrade of upgrades) {
      const upgraded = upgrade(payload);
      if (!upgraded.ok) return upgraded;
      payload = upgraded.payload;
    }
    return { ok: true, payload };
  };
}

/** From the version before to `version`. What comes out is valid there or refused, at every version on the way. */
function compileUpgrade(message: MessageFacts, version: number): (value: JsonValue) => ReadMessage {
  const { schema, upcast: way } = facts(message, version);
  if (way === undefined) throw missing(message, `an upcaster to version ${version}`);
  const upcast =
    typeof way === "function" ? upcastByFunction(way, locate(facts(message, version - 1).schema)) : upcastBySteps(way);
  const validate = compileValidator(schema);
  const refused = (why: string): ReadMessage => ({
    ok: false,
    reason: "upcast-refused",
    detail: `to version ${version}, ${why}`,
  });
  return (value) => {
    const cast = upcast(value);
    if (!cast.ok) return refused(cast.detail);
    const violations = validate(cast.payload);
    return violations.length === 0 ? cast : refused(describeViolations(violations));
  };
}

function facts(message: MessageFacts, version: number): VersionDescriptor {
  const found = message.versions[version];
  if (found === undefined) throw missing(message, `version ${version}`);
  return found;
}

function missing(message: MessageFacts, what: string): ContractError {
  return new ContractError("configuration", `the descriptor of ${message.name} lacks ${what}; run codegen again`);
}
