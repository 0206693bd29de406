/** Frames of AMQP 0-9-1, as far as a peer needs that takes everything and knows nothing. Rule: the specification, section 4.2. */

export const [METHOD, HEADER, BODY, HEARTBEAT] = [1, 2, 3, 8] as const;
const END = 0xce;
/** Type, channel and size before the payload, one byte after it. */
const [AHEAD, AROUND] = [7, 8];

export interface Frame {
  readonly type: number;
  readonly channel: number;
  readonly payload: Buffer;
}

export function frame({ type, channel, payload }: Frame): Buffer {
  const made = Buffer.alloc(payload.length + AROUND);
  made[0] = type;
  made.writeUInt16BE(channel, 1);
  made.writeUInt32BE(payload.length, 3);
  payload.copy(made, AHEAD);
  made[made.length - 1] = END;
  return made;
}

/** A method's frame; its arguments are encoded already. */
export function method(channel: number, [classId, methodId]: readonly [number, number], ...args: Buffer[]): Buffer {
  const id = Buffer.alloc(4);
  id.writeUInt16BE(classId, 0);
  id.writeUInt16BE(methodId, 2);
  return frame({ type: METHOD, channel, payload: Buffer.concat([id, ...args]) });
}

/** Takes whole frames off a stream of bytes, and keeps what is left for the next time. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  *read(chunk: Buffer): Generator<Frame> {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (bytes.length - at >= AHEAD) {
      const size = bytes.readUInt32BE(at + 3);
      if (bytes.length - at < size + AROUND) break;
      const payload = bytes.subarray(at + AHEAD, at + AHEAD + size);
      yield { type: bytes[at] ?? 0, channel: bytes.readUInt16BE(at + 1), payload };
      at += size + AROUND;
    }
    this.#rest = bytes.subarray(at);
  }
}

export function u8(value: number): Buffer {
  return Buffer.from([value]);
}

export function u16(value: number): Buffer {
  const made = Buffer.alloc(2);
  made.writeUInt16BE(value);
  return made;
}

export function u32(value: number): Buffer {
  const made = Buffer.alloc(4);
  made.writeUInt32BE(value);
  return made;
}

export function u64(value: number): Buffer {
  const made = Buffer.alloc(8);
  made.writeBigUInt64BE(BigInt(value));
  return made;
}

export function shortText(text: string): Buffer {
  return Buffer.concat([u8(Buffer.byteLength(text)), Buffer.from(text)]);
}

export function longText(text: string): Buffer {
  return Buffer.concat([u32(Buffer.byteLength(text)), Buffer.from(text)]);
}

/** A table of texts, switches and tables of these. */
export function table(entries: Readonly<Record<string, string | true | Readonly<Record<string, true>>>>): Buffer {
  const fields = Object.entries(entries).map(([name, value]) => {
    const [tag, bytes] =
      typeof value === "string" ? ["S", longText(value)] : value === true ? ["t", u8(1)] : ["F", table(value)];
    return Buffer.concat([shortText(name), Buffer.from(tag as string), bytes as Buffer]);
  });
  const all = Buffer.concat(fields);
  return Buffer.concat([u32(all.length), all]);
}

/** Reads a short text; the text and where the next argument begins. */
export function readShortText(bytes: Buffer, at: number): readonly [text: string, next: number] {
  const next = at + 1 + (bytes[at] ?? 0);
  return [bytes.toString("utf8", at + 1, next), next];
}
