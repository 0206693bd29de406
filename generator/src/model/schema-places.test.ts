import { expect, test } from "vitest";
import type { DocumentSet, SourceFile } from "../read/document-set.js";
import { child, isMapping, joinPointer, type Node } from "../read/node.js";
import { parseSource } from "../read/source-text.js";
import type { BuildContext } from "./build-context.js";
import { NameBook } from "./name-book.js";
import { placeAt, type SchemaPlaces, schemaPlaces } from "./schema-places.js";

const loan = `type: object
properties:
  principal:
    $ref: "./money.yaml#/Money"
  lines:
    type: array
    items:
      properties:
        sku: { type: string }
  pair:
    items: [{ type: string }, { type: number }]
  labels:
    additionalProperties: { type: string }
  parent:
    $ref: "#"
oneOf:
  - properties:
      late: { type: boolean }
not:
  properties:
    never: true
`;
const money = `# Amounts

Money:
  type: object
  properties:
    amount:
      type: string
    "a/b": {}
`;

function contextOf(texts: Readonly<Record<string, string>>): BuildContext & { root: Node } {
  const files = new Map<string, SourceFile>();
  for (const [path, text] of Object.entries(texts)) {
    const parsed = parseSource(text);
    if (!("position" in parsed)) throw new Error(`${path} does not parse`);
    files.set(path, { ...parsed, path, sha256: "" });
  }
  const references = new Map<unknown, Node>();
  for (const file of files.values()) refer(files, { file: file.path, pointer: "", value: file.value }, references);
  const [first] = files.values();
  const set: DocumentSet = { files, documents: [], references, upcasters: new Map(), broken: new Set() };
  return {
    set,
    mode: "any",
    diagnostics: [],
    names: new NameBook("any"),
    root: { file: first?.path ?? "", pointer: "", value: first?.value },
  };
}

function refer(files: ReadonlyMap<string, SourceFile>, node: Node, references: Map<unknown, Node>): void {
  if (isMapping(node.value) && typeof node.value.$ref === "string") {
    const [path = "", pointer = ""] = node.value.$ref.split("#");
    const file = path === "" ? node.file : path.replace("./", "");
    let target: Node | undefined = { file, pointer: "", value: files.get(file)?.value };
    for (const token of pointer.split("/").slice(1)) target = target && child(target, token);
    if (target !== undefined) references.set(node.value, target);
  }
  if (typeof node.value !== "object" || node.value === null) return;
  for (const [key, value] of Object.entries(node.value)) {
    refer(files, { file: node.file, pointer: joinPointer(node.pointer, key), value }, references);
  }
}

const shown = (places: SchemaPlaces, pointer: string) => {
  const place = placeAt(places, pointer);
  return place && `${place.file}:${place.line}:${place.column} ${place.pointer}`;
};

const context = contextOf({ "loan.yaml": loan, "money.yaml": money });
const places = schemaPlaces(context, context.root);

test.each([
  ["", "loan.yaml:1:1 "],
  ["/principal", "loan.yaml:3:3 /properties/principal"],
  ["/principal/amount", "money.yaml:6:5 /Money/properties/amount"],
  ["/principal/a~1b", "money.yaml:8:5 /Money/properties/a~1b"],
  ["/lines/17/sku", "loan.yaml:9:9 /properties/lines/items/properties/sku"],
  ["/pair/1", "loan.yaml:11:31 /properties/pair/items/1"],
  ["/labels/anything", "loan.yaml:13:5 /properties/labels/additionalProperties"],
  ["/late", "loan.yaml:18:7 /oneOf/0/properties/late"],
  ["/never", "loan.yaml:21:5 /not/properties/never"],
])("%s is described at %s", (pointer, place) => {
  expect(shown(places, pointer)).toBe(place);
});

test("a place that nothing describes is the nearest above", () => {
  expect(shown(places, "/principal/later/deep")).toBe("loan.yaml:3:3 /properties/principal");
  expect(shown(places, "/nowhere")).toBe("loan.yaml:1:1 ");
  expect(placeAt({}, "/nowhere")).toBeUndefined();
  expect(placeAt(places, "/__proto__/constructor")?.pointer).toBe("");
});

test("a recursive type is listed to its first repetition", () => {
  expect(Object.keys(places).filter((pointer) => pointer.startsWith("/parent"))).toEqual(["/parent"]);
});

test("types that double at every level end, and so does a long chain", () => {
  const links = Array.from({ length: 300 }, (_, index) => `C${index}: { items: { $ref: "#/C${index + 1}" } }`);
  const long = contextOf({ "long.yaml": [...links, "C300: {}"].join("\n") });
  expect(Object.keys(schemaPlaces(long, child(long.root, "C0"))).length).toBeLessThan(200);
  const levels = Array.from({ length: 40 }, (_, index) => {
    const next = `{ $ref: "#/L${index + 1}" }`;
    return `L${index}: { properties: { a: ${next}, b: ${next} } }`;
  });
  const deep = contextOf({ "deep.yaml": [...levels, "L40: {}"].join("\n") });
  const found = schemaPlaces(deep, child(deep.root, "L0"));
  expect(Object.keys(found).length).toBeLessThanOrEqual(10_000);
  expect(placeAt(found, "/a/a")?.pointer).toBe("/L1/properties/a");
});
