/** A header table and the id, as they stand in the content header of a message. */
export interface DecodedProperties {
  readonly messageId: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Reads bytes one after the other. */
class Reader {
  #at = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  take(count: number): Buffer {
    const taken = this.#bytes.subarray(this.#at, this.#at + count);
    if (taken.length < count) throw new RangeError("the message ends too early");
    this.#at += count;
    return taken;
  }

  short(): Buffer {
    return this.take(this.take(1).readUInt8());
  }

  long(): Buffer {
    return this.take(this.take(4).readUInt32BE());
  }
}

/** Reads a content header frame, class and body size included. */
export function decodeProperties(frame: Buffer): DecodedProperties {
  const reader = new Reader(frame.subarray(12));
  const flags = reader.take(2).readUInt16BE();
  let headers: Record<string, unknown> = {};
  let messageId: string | undefined;
  for (let index = 0; index < 14; index += 1) {
    if ((flags & (1 << (15 - index))) === 0) continue;
    if (index === 2) headers = decodeTable(reader.long());
    else if (index === 3 || index === 4) reader.take(1);
    else if (index === 9) reader.take(8);
    else {
      const text = reader.short().toString("utf8");
      if (index === 8) messageId = text;
    }
  }
  return { messageId, headers };
}

function decodeTable(bytes: Buffer): Record<string, unknown> {
  const reader = new Reader(bytes);
  const fields: [string, unknown][] = [];
  while (!reader.isAtEnd) fields.push([reader.short().toString("utf8"), decodeField(reader)]);
  return Object.fromEntries(fields);
}

/** The sizes of what an account has no use for. */
const SIZES: Readonly<Record<string, number>> = { b: 1, B: 1, s: 2, u: 2, f: 4, D: 5, T: 8, L: 8, V: 0 };

function decodeField(reader: Reader): unknown {
  const tag = reader.take(1).toString("latin1");
  switch (tag) {
    case "S":
      return reader.long().toString("utf8");
    case "x":
    case "A":
      return reader.long();
    case "F":
      return reader.long();
    case "t":
      return reader.take(1)[0] !== 0;
    case "I":
      return reader.take(4).readInt32BE();
    case "i":
      return reader.take(4).readUInt32BE();
    case "l":
      return Number(reader.take(8).readBigInt64BE());
    case "d":
      return reader.take(8).readDoubleBE();
    default: {
      const size = SIZES[tag];
      if (size === undefined) throw new TypeError(`no field begins with "${tag}"`);
      return reader.take(size);
    }
  }
}
