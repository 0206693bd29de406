import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { encodeTable, long, short } from "./amqp-table.js";
import { encodeProperties, type Properties } from "./properties.js";

/** What the broker said to a message: stored in a queue, stored nowhere, or refused with the channel or the connection closed. */
export type Answer = "confirmed" | "returned" | "refused";

const FRAME_END = 0xce;
const [METHOD, HEADER, BODY] = [1, 2, 3];
/** As small as it is allowed to be agreed on is 4,096; the broker offers 131,072. */
const FRAME_BYTES = 131_072;

/** A message that was taken off a queue: the frame of its properties, and its body. */
export interface Taken {
  readonly header: Buffer;
  readonly body: Buffer;
}

/**
 * Speaks frames itself, so that it can send what no client library would, and read it again. One question at a time; a new
 * connection after the broker has closed one.
 */
export class RawClient {
  readonly #url: URL;
  #socket: Socket | undefined;
  #waiter: ((method: string) => boolean) | undefined;
  /** The content that is just coming in. */
  #content: { header: Buffer; parts: Buffer[]; missing: number } | undefined;
  #onContent: ((taken: Taken) => void) | undefined;
  #lost: ((error: Error) => void) | undefined;
  #refused = false;

  constructor(url: string) {
    this.#url = new URL(url);
  }

  async publish(message: {
    readonly exchange: string;
    readonly routingKey: string;
    readonly properties: Properties;
    readonly body: Buffer;
  }): Promise<Answer> {
    const socket = this.#socket ?? (await this.#open());
    const { exchange, routingKey, properties, body } = message;
    const size = Buffer.alloc(12);
    size.writeUInt16BE(60, 0);
    size.writeBigUInt64BE(BigInt(body.length), 4);
    const frames = [
      method(1, 60, 40, Buffer.from([0, 0]), short(exchange), short(routingKey), Buffer.from([1])),
      frame(HEADER, 1, Buffer.concat([size, encodeProperties(properties)])),
    ];
    for (let at = 0; at < body.length; at += FRAME_BYTES - 8)
      frames.push(frame(BODY, 1, body.subarray(at, at + FRAME_BYTES - 8)));
    let answer: Answer = "confirmed";
    const answered = this.#until((name) => {
      if (name === "60.50") answer = "returned";
      if (name === "60.120" || name === "20.40" || name === "10.50") answer = "refused";
      return answer === "refused" || name === "60.80";
    });
    socket.write(Buffer.concat(frames));
    try {
      await answered;
    } catch {
      answer = "refused";
    }
    if (this.#refused || answer === "refused") this.close();
    return answer;
  }

  /** Takes the next message off a queue; `undefined` when there is none. */
  async take(queue: string): Promise<Taken | undefined> {
    const socket = this.#socket ?? (await this.#open());
    let isEmpty = false;
    const content = new Promise<Taken>((resolve) => {
      this.#onContent = resolve;
    });
    const answered = this.#until((name) => {
      isEmpty = name === "60.72";
      return isEmpty || name === "60.71";
    });
    socket.write(method(1, 60, 70, Buffer.from([0, 0]), short(queue), Buffer.from([1])));
    await answered;
    return isEmpty ? undefined : await content;
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  async #open(): Promise<Socket> {
    this.#refused = false;
    const { hostname, port, username, password, pathname } = this.#url;
    const socket = connect(Number(port), hostname.replace(/^\[|\]$/g, ""));
    await once(socket, "connect");
    socket.setNoDelay(true);
    this.#socket = socket;
    this.#listen(socket);
    const login = `\0${decodeURIComponent(username)}\0${decodeURIComponent(password)}`;
    await this.#ask(socket, Buffer.from("AMQP\x00\x00\x09\x01", "latin1"), "10.10");
    const proof = [encodeTable([]), short("PLAIN"), long(Buffer.from(login)), short("en_US")];
    await this.#ask(socket, method(0, 10, 11, ...proof), "10.30");
    const tune = Buffer.alloc(8);
    tune.writeUInt16BE(2047, 0);
    tune.writeUInt32BE(FRAME_BYTES, 2);
    socket.write(method(0, 10, 31, tune));
    const host = short(decodeURIComponent(pathname.slice(1)));
    await this.#ask(socket, method(0, 10, 40, host, Buffer.from([0, 0])), "10.41");
    await this.#ask(socket, method(1, 20, 10, Buffer.from([0])), "20.11");
    await this.#ask(socket, method(1, 85, 10, Buffer.from([0])), "85.11");
    return socket;
  }

  #listen(socket: Socket): void {
    let rest: Buffer = Buffer.alloc(0);
    socket.on("data", (bytes: Buffer) => {
      rest = Buffer.concat([rest, bytes]);
      while (rest.length >= 7 && rest.length >= 8 + rest.readUInt32BE(3)) {
        const length = rest.readUInt32BE(3);
        this.#hear(rest[0] ?? 0, rest.subarray(7, 7 + length));
        rest = rest.subarray(8 + length);
      }
    });
    socket.on("error", () => undefined); // the close that follows tells
    socket.on("close", () => {
      if (this.#socket === socket) this.#socket = undefined;
      this.#lost?.(new Error("the broker closed the connection"));
    });
  }

  #hear(type: number, payload: Buffer): void {
    if (type === METHOD) {
      const name = `${payload.readUInt16BE(0)}.${payload.readUInt16BE(2)}`;
      // The broker may have more to say after its answer, such as the close of the channel after a confirm.
      if (name === "20.40" || name === "10.50") this.#refused = true;
      this.#waiter?.(name);
    } else if (type === HEADER) {
      this.#content = { header: Buffer.from(payload), parts: [], missing: Number(payload.readBigUInt64BE(4)) };
      this.#tellContent();
    } else if (type === BODY && this.#content !== undefined) {
      this.#content.parts.push(Buffer.from(payload));
      this.#content.missing -= payload.length;
      this.#tellContent();
    }
  }

  #tellContent(): void {
    if (this.#content === undefined || this.#content.missing > 0) return;
    const { header, parts } = this.#content;
    this.#content = undefined;
    this.#onContent?.({ header, body: Buffer.concat(parts) });
    this.#onContent = undefined;
  }

  async #ask(socket: Socket, bytes: Buffer, answer: string): Promise<void> {
    const answered = this.#until((name) => {
      if (name === "10.50" || name === "20.40") throw new Error(`the broker closed instead of ${answer}`);
      return name === answer;
    });
    socket.write(bytes);
    await answered;
  }

  #until(isAnswer: (name: string) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#lost = reject;
      this.#waiter = (name) => {
        try {
          const is = isAnswer(name);
          if (is) resolve();
          return is;
        } catch (error) {
          reject(error);
          return true;
        }
      };
    });
  }
}

function frame(type: number, channel: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(7);
  head.writeUInt8(type, 0);
  head.writeUInt16BE(channel, 1);
  head.writeUInt32BE(payload.length, 3);
  return Buffer.concat([head, payload, Buffer.from([FRAME_END])]);
}

function method(channel: number, classId: number, methodId: number, ...args: readonly Buffer[]): Buffer {
  const id = Buffer.alloc(4);
  id.writeUInt16BE(classId, 0);
  id.writeUInt16BE(methodId, 2);
  return frame(METHOD, channel, Buffer.concat([id, ...args]));
}
