import { isMapping, joinPointer, type Node, own } from "./node.js";

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

/**
 * Goes through the objects of a file whose keys are keywords, in the order of the file. Data and extensions are left out.
 * @param enter - told each object; whether to go into it
 */
export function walkObjects(file: string, value: unknown, enter: (node: Node) => boolean): void {
  const visit = (node: Node, keysAreNames: boolean): void => {
    if (Array.isArray(node.value)) {
      node.value.forEach((item: unknown, index) => {
        visit({ file, pointer: joinPointer(node.pointer, index), value: item }, false);
      });
      return;
    }
    if (!isMapping(node.value)) return;
    // A name "$ref" has an object below it, a reference a text: whole maps of schemas or channels are in files of their own at times.
    if ((!keysAreNames || typeof own(node.value, "$ref") === "string") && !enter(node)) return;
    for (const [key, member] of Object.entries(node.value)) {
      if (!keysAreNames && (data.has(key) || key.startsWith("x-"))) continue;
      const below: Node = { file, pointer: joinPointer(node.pointer, key), value: member };
      visit(below, !keysAreNames && namedMembers.has(key));
    }
  };
  visit({ file, pointer: "", value }, false);
}
