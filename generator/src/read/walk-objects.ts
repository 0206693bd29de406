import { isMapping, joinPointer, type Mapping, type Node, own } from "./node.js";

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

/** How one got to an object. Few of them are of interest to anybody, and only those get a pointer. */
interface Way {
  readonly above: Way | undefined;
  readonly token: string | number;
}

/**
 * Goes through the objects of a file whose keys are keywords, in the order of the file. Data and extensions are left out.
 * @param enter - told each object, and how to have it with its place; whether to go into it
 */
export function walkObjects(file: string, value: unknown, enter: (object: Mapping, node: () => Node) => boolean): void {
  const visit = (part: unknown, way: Way | undefined, keysAreNames: boolean): void => {
    if (Array.isArray(part)) {
      part.forEach((item: unknown, index) => {
        visit(item, { above: way, token: index }, false);
      });
      return;
    }
    if (!isMapping(part)) return;
    const node = (): Node => ({ file, pointer: pointerOf(way), value: part });
    // A name "$ref" has an object below it, a reference a text: whole maps of schemas or channels are in files of their own at times.
    if ((!keysAreNames || typeof own(part, "$ref") === "string") && !enter(part, node)) return;
    for (const key of Object.keys(part)) {
      const member = part[key];
      if (typeof member !== "object" || member === null) continue;
      if (!keysAreNames && (data.has(key) || key.startsWith("x-"))) continue;
      visit(member, { above: way, token: key }, !keysAreNames && namedMembers.has(key));
    }
  };
  visit(value, undefined, false);
}

function pointerOf(way: Way | undefined): string {
  return way === undefined ? "" : joinPointer(pointerOf(way.above), way.token);
}
