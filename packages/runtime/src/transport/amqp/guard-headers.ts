import type { Duplex } from "node:stream";
import type { ChannelModel, MessageProperties } from "amqplib";

/** The part of amqplib's connection that reads frames. It is no public API; the version is pinned and a test holds it. */
interface FrameReader {
  readonly stream: Duplex;
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
  const reader = connection.connection as unknown as FrameReader;
  const receive = reader.recvFrame.bind(reader);
  reader.recvFrame = () => {
    const frame = wholeFrame(reader);
    if (frame === undefined || frame.readUInt8(0) !== HEADER_FRAME) return receive();
    const after = reader.rest.subarray(frame.length);
    try {
      return receive();
    } catch {
      reader.rest = withoutProperties(frame);
      const decoded = receive() as { readonly fields: object };
      unreadable.add(decoded.fields);
      reader.rest = after;
      return decoded;
    }
  };
}

/** True for a message whose properties could not be read and were left out. */
export function isUnreadable({ properties }: { readonly properties: MessageProperties }): boolean {
  return unreadable.has(properties);
}

/** Reads on until there is a whole frame; none where there is no more to read, or a frame that amqplib will refuse. */
function wholeFrame(reader: FrameReader): Buffer | undefined {
  for (;;) {
    const { rest, maxFrameSize } = reader;
    if (rest.length >= BEFORE) {
      const size = rest.readUInt32BE(3);
      if (maxFrameSize > 0 && size > maxFrameSize) return undefined;
      const whole = BEFORE + size + AFTER;
      if (rest.length >= whole) return rest.subarray(0, whole);
    }
    const incoming = reader.stream.read() as Buffer | null;
    if (incoming === null) return undefined;
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
