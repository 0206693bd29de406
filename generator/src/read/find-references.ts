import { refText } from "./document-set.js";
import { isMapping, joinPointer, type Node } from "./node.js";

/** A `$ref` as it stands in a file. */
export interface FoundReference {
  /** The object that holds the `$ref`. */
  readonly at: Node;
  readonly ref: string;
  /** Other keys of that object: whoever resolves the reference loses them without a word. */
  readonly beside: readonly string[];
}

/** Members of these have names that people choose, so a member called `examples` or `default` is no keyword. */
const namedMembers: ReadonlySet<string> = new Set([
  "$defs",
  "channelBindings",
  "channels",
  "correlationIds",
  "definitions",
  "dependencies",
  "externalDocs",
  "messageBindings",
  "messageTraits",
  "messages",
  "operationBindings",
  "operationTraits",
  "operations",
  "parameters",
  "patternProperties",
  "properties",
  "replies",
  "replyAddresses",
  "schemas",
  "securitySchemes",
  "serverBindings",
  "serverVariables",
  "servers",
]);

/** What stands under these is data: a `$ref` there is a text like any other. */
const data: ReadonlySet<string> = new Set(["const", "default", "enum", "example", "examples"]);

/** Lists every `$ref` of a file, in the order of the file. */
export function findReferences(file: string, value: unknown): readonly FoundReference[] {
  const found: FoundReference[] = [];
  const visit = (node: Node, keysAreNames: boolean): void => {
    if (Array.isArray(node.value)) {
      node.value.forEach((item: unknown, index) => {
        visit({ file, pointer: joinPointer(node.pointer, index), value: item }, false);
      });
      return;
    }
    if (!isMapping(node.value)) return;
    const ref = keysAreNames ? undefined : refText(node.value);
    if (ref !== undefined) {
      found.push({ at: node, ref, beside: Object.keys(node.value).filter((key) => key !== "$ref") });
      return;
    }
    for (const [key, member] of Object.entries(node.value)) {
      if (!keysAreNames && (data.has(key) || key.startsWith("x-"))) continue;
      const below: Node = { file, pointer: joinPointer(node.pointer, key), value: member };
      visit(below, !keysAreNames && namedMembers.has(key));
    }
  };
  visit({ file, pointer: "", value }, false);
  return found;
}
