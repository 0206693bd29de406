import type { Duplex } from "node:stream";
import type { ChannelModel, MessageProperties } from "amqplib";

/** The part of amqplib's connection that reads frames. It is no public API; the version is pinned and a test holds it. */
export interface FrameReader {
  readonly stream: Pick<Duplex, "read">;
  readonly maxFrameSize: number;
  rest: Buffer;
  recvSinceLastCheck: boolean;
  recvFrame(): unknown;
}

const HEADER_FRAME = 2;
/** Type, channel and size come before the payload of a frame, one byte after it. */
const BEFORE = 7;
const AFTER = 1;
/** Class, weight and size of the body; then the flags that tell which properties follow. */
const FIXED = 12;

const unreadable = new WeakSet<object>();

/**
 * Keeps a connection from dying of one message whose properties amqplib cannot decode.
 *
 * Header tables nested some 6,000 deep, which fit into 42 kB, overflow the stack of amqplib's decoder. It takes that for a fault of
 * the connection and ends it; the broker sends the same message again on the next one, and the counts of everything else that
 * was in flight rise with it. Here the frame is read again without its properties, so that this delivery alone can be refused.
 */
export function guardHeaders(connection: ChannelModel): void {
  guardReader(connection.connection as unknown as FrameReader);
}

/** On every frame this costs a look at its length; the frame itself is cut out only when amqplib has failed on it. */
export function guardReader(reader: FrameReader): void {
  const receive = reader.recvFrame.bind(reader);
  reader.recvFrame = () => {
    const length = wholeFrame(reader);
    const { rest } = reader;
    if (length === 0 || rest[0] !== HEADER_FRAME) return receive();
    try {
      return receive();
    } catch {
      reader.rest = withoutProperties(rest.subarray(0, length));
      const decoded = receive() as { readonly fields: object };
      unreadable.add(decoded.fields);
      reader.rest = rest.subarray(length);
      return decoded;
    }
  };
}

/** True for a message whose properties could not be read and were left out. */
export function isUnreadable({ properties }: { readonly properties: MessageProperties }): boolean {
  return unreadable.has(properties);
}

/** Reads on until there is a whole frame, and tells its length; 0 where there is no more to read, or a frame that amqplib refuses. */
function wholeFrame(reader: FrameReader): number {
  for (;;) {
    const { rest, maxFrameSize } = reader;
    if (rest.length >= BEFORE) {
      const size = rest.readUInt32BE(3);
      if (maxFrameSize > 0 && size > maxFrameSize) return 0;
      const length = BEFORE + size + AFTER;
      if (rest.length >= length) return length;
    }
    const incoming = reader.stream.read() as Buffer | null;
    if (incoming === null) return 0;
    reader.recvSinceLastCheck = true;
    reader.rest = Buffer.concat([rest, incoming]);
  }
}

function withoutProperties(frame: Buffer): Buffer {
  const bare = Buffer.alloc(BEFORE + FIXED + 2 + AFTER);
  frame.copy(bare, 0, 0, BEFORE + FIXED);
  bare.writeUInt32BE(FIXED + 2, 3);
  bare.writeUInt8(frame.readUInt8(frame.length - 1), bare.length - 1);
  return bare;
}
