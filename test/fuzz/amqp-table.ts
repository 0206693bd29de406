/**
 * A value of a header table, by the letter that stands before it on the wire. What amqplib would not encode has a form here too:
 * text that is no UTF-8, names that are there twice, letters that the protocol does not know.
 */
export type Field =
  | { readonly tag: "S" | "x"; readonly bytes: Buffer }
  | { readonly tag: "t"; readonly value: boolean }
  | { readonly tag: "b" | "B" | "s" | "u" | "I" | "i" | "f" | "d"; readonly value: number }
  | { readonly tag: "l" | "L" | "T"; readonly value: bigint }
  | { readonly tag: "D"; readonly places: number; readonly digits: number }
  | { readonly tag: "V" }
  | { readonly tag: "A"; readonly items: readonly Field[] }
  | { readonly tag: "F"; readonly table: Table };

export type Table = readonly (readonly [name: string | Buffer, value: Field])[];

/** Encodes without recursion: a table may be nested deeper than a stack is. */
export function encodeTable(table: Table): Buffer {
  const done = new Map<Field | Table, Buffer>();
  const open: (Field | Table)[] = [table];
  for (let node = open.at(-1); node !== undefined; node = open.at(-1)) {
    const missing = childrenOf(node).filter((child) => !done.has(child));
    if (missing.length > 0) open.push(...missing);
    else {
      done.set(node, encoded(node, done));
      // What stands in its parent now need not be kept: of thousands of levels each is as long as all within it.
      for (const child of childrenOf(node)) done.delete(child);
      open.pop();
    }
  }
  return done.get(table) ?? Buffer.alloc(4);
}

function isTable(node: Field | Table): node is Table {
  return Array.isArray(node);
}

function childrenOf(node: Field | Table): readonly (Field | Table)[] {
  if (isTable(node)) return node.map(([, value]) => value);
  if (node.tag === "A") return node.items;
  return node.tag === "F" ? [node.table] : [];
}

function encoded(node: Field | Table, done: ReadonlyMap<Field | Table, Buffer>): Buffer {
  const of = (child: Field | Table): Buffer => done.get(child) ?? Buffer.alloc(0);
  if (isTable(node)) return long(Buffer.concat(node.flatMap(([name, value]) => [short(name), of(value)])));
  const tag = Buffer.from(node.tag, "latin1");
  if (node.tag === "F") return Buffer.concat([tag, of(node.table)]);
  if (node.tag === "A") return Buffer.concat([tag, long(Buffer.concat(node.items.map(of)))]);
  return Buffer.concat([tag, scalar(node)]);
}

type Scalar = Exclude<Field, { tag: "A" | "F" }>;

function scalar(field: Scalar): Buffer {
  switch (field.tag) {
    case "S":
    case "x":
      return long(field.bytes);
    case "V":
      return Buffer.alloc(0);
    case "t":
      return Buffer.from([field.value ? 1 : 0]);
    case "D":
      return Buffer.concat([Buffer.from([field.places]), number(4, (to) => to.writeUInt32BE(field.digits))]);
    case "l":
      return number(8, (to) => to.writeBigInt64BE(field.value));
    case "L":
    case "T":
      return number(8, (to) => to.writeBigUInt64BE(field.value));
    case "b":
      return number(1, (to) => to.writeInt8(field.value));
    case "B":
      return number(1, (to) => to.writeUInt8(field.value));
    case "s":
      return number(2, (to) => to.writeInt16BE(field.value));
    case "u":
      return number(2, (to) => to.writeUInt16BE(field.value));
    case "I":
      return number(4, (to) => to.writeInt32BE(field.value));
    case "i":
      return number(4, (to) => to.writeUInt32BE(field.value));
    case "f":
      return number(4, (to) => to.writeFloatBE(field.value));
    case "d":
      return number(8, (to) => to.writeDoubleBE(field.value));
  }
}

function number(size: number, write: (to: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(size);
  write(bytes);
  return bytes;
}

/** A short string of the protocol: one byte of length. */
export function short(text: string | Buffer): Buffer {
  const bytes = Buffer.from(text as string).subarray(0, 255);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

/** A long string of the protocol: four bytes of length. */
export function long(bytes: Buffer): Buffer {
  return Buffer.concat([number(4, (to) => to.writeUInt32BE(bytes.length)), bytes]);
}

/** The table as a client in JavaScript hands it over. Not by assignment, to which `__proto__` would be no name. */
export function asHeaders(table: Table): Record<string, unknown> {
  return Object.fromEntries(table.map(([name, value]) => [name.toString(), asValue(value)]));
}

function asValue(field: Field): unknown {
  switch (field.tag) {
    case "S":
      return field.bytes.toString("utf8");
    case "x":
      return field.bytes;
    case "V":
      return null;
    case "D":
      return { "!": "decimal", value: { places: field.places, digits: field.digits } };
    case "T":
      return { "!": "timestamp", value: Number(field.value) };
    case "l":
    case "L":
      return Number(field.value);
    case "A":
      return field.items.map(asValue);
    case "F":
      return asHeaders(field.table);
    default:
      return field.value;
  }
}
