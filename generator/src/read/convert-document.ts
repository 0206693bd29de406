import type { AsyncAPIDocument, convert as Convert, ConvertOptions } from "@asyncapi/converter";
import { load } from "../package-folder.js";
import { isMapping, joinPointer, own, splitPointer } from "./node.js";
import type { SourceText } from "./source-text.js";

/** The version that older documents are brought to. */
const target = "3.0.0";

type IdGenerator = NonNullable<NonNullable<ConvertOptions["v2tov3"]>["idGenerator"]>;

/** True for what begins as a document of AsyncAPI 2.0 to 2.6 does. */
export function isOldDocument(value: unknown): boolean {
  const version = own(value, "asyncapi");
  return typeof version === "string" && /^2\.[0-6]\./.test(version);
}

/**
 * Brings an AsyncAPI 2 document into the form of version 3 by the official converter. Places remain those of the text as it stands.
 * @param source - a document that AsyncAPI's own schema of its version takes
 * @throws Error where the converter gives up, in its words
 */
export function convertDocument(source: SourceText): SourceText {
  const moved = new Map<string, string>();
  const options = { v2tov3: { pointOfView: "application", idGenerator: nameAndRemember(moved) } } as const;
  const value = quietly(() => loadConverter()(source.value as AsyncAPIDocument, target, options));
  return { value, position: (pointer, part) => source.position(oldPointer(value, moved, pointer), part) };
}

/**
 * Names what had no name of its own in version 2, and remembers where it came from. Names are told apart: the converter lets two
 * of one name take each other's place.
 */
function nameAndRemember(moved: Map<string, string>): IdGenerator {
  const operations = new Set<string>();
  const messages = new Map<string, unknown>();
  return ({ kind, key, path, object, parentId }) => {
    const place = path.reduce<string>(joinPointer, "");
    const components = path[0] === "components" ? "/components" : "";
    if (kind === "channel") return String(key);
    if (kind === "operation") {
      const wanted = String(own(object, "operationId") ?? `${parentId} ${key}`);
      const id = firstFree(wanted, (candidate) => !operations.has(candidate));
      operations.add(id);
      moved.set(joinPointer(`${components}/operations`, id), joinPointer(place, key ?? ""));
      return id;
    }
    const channel = path[components === "" ? 1 : 2] ?? "";
    const folder = joinPointer(joinPointer(`${components}/channels`, channel), "messages");
    const identity = own(object, "$ref") ?? object;
    const id = firstFree(messageName(object, key, parentId ?? ""), (candidate) => {
      const known = messages.get(joinPointer(folder, candidate));
      return known === undefined || known === identity;
    });
    messages.set(joinPointer(folder, id), identity);
    moved.set(joinPointer(folder, id), place);
    return id;
  };
}

function messageName(message: unknown, key: string | number | undefined, operation: string): string {
  const ref = own(message, "$ref");
  const named = typeof ref === "string" ? splitPointer(ref.replace(/^[^#]*#?/, ""))?.at(-1) : undefined;
  const stated = named ?? own(message, "messageId") ?? own(message, "name");
  if (typeof stated === "string" && stated !== "") return stated;
  return typeof key === "number" ? `${operation} message ${key + 1}` : `${operation} message`;
}

function firstFree(wanted: string, isFree: (name: string) => boolean): string {
  let name = wanted;
  for (let number = 2; !isFree(name); number += 1) name = `${wanted} ${number}`;
  return name;
}

/** Where something of the converted document stood before. */
function oldPointer(converted: unknown, moved: ReadonlyMap<string, string>, pointer: string): string {
  let place = "";
  let old = "";
  let at: unknown = converted;
  for (const token of splitPointer(pointer) ?? []) {
    const isWrapped = token === "schema" && isMapping(at) && Object.hasOwn(at, "schemaFormat");
    place = joinPointer(place, token);
    at = Array.isArray(at) ? at[Number(token)] : own(at, token);
    // Version 2 told the format beside the payload: the object that holds both is the converter's.
    old = moved.get(place) ?? (isWrapped ? old : joinPointer(old, token));
  }
  return old;
}

/** The converter speaks to the console of what it cannot carry over of a channel's parameters; nothing here is made of that. */
function quietly<T>(work: () => T): T {
  const { warn } = console;
  console.warn = () => {};
  try {
    return work();
  } finally {
    console.warn = warn;
  }
}

/** Loaded at the first document that needs it. */
function loadConverter(): typeof Convert {
  return (load("@asyncapi/converter") as { convert: typeof Convert }).convert;
}
