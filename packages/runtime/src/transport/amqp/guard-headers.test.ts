import { Duplex } from "node:stream";
import type { ConsumeMessage } from "amqplib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type FrameReader, guardReader, isUnreadable } from "./guard-headers.js";

const END = 0xce;

function frame(type: number, payload: Buffer): Buffer {
  const head = Buffer.from([type, 0, 1, 0, 0, 0, 0]);
  head.writeUInt32BE(payload.length, 3);
  return Buffer.concat([head, payload, Buffer.from([END])]);
}

/** A decoder as amqplib's: cuts frames off `rest`, moves on before it decodes, and throws on what it cannot read. */
function reader(chunks: readonly Buffer[]): FrameReader & { readonly asked: number } {
  const waiting = [...chunks];
  const state = {
    stream: Object.assign(new Duplex({ read: () => undefined }), { read: () => waiting.shift() ?? null }),
    maxFrameSize: 0x1000,
    rest: Buffer.alloc(0) as Buffer,
    recvSinceLastCheck: false,
    asked: 0,
    recvFrame(): unknown {
      if (state.rest.length < 7) return false;
      const size = state.rest.readUInt32BE(3);
      if (size > state.maxFrameSize) throw new Error("too large");
      if (state.rest.length < size + 8) return false;
      state.asked += 1;
      const type = state.rest.readUInt8(0);
      const payload = state.rest.subarray(7, 7 + size);
      if (state.rest[7 + size] !== END) throw new Error("Invalid frame");
      state.rest = state.rest.subarray(size + 8);
      if (payload.includes("bad")) throw new RangeError("Maximum call stack size exceeded");
      return { type, fields: {}, text: payload.subarray(type === 2 ? 14 : 0).toString() };
    },
  };
  guardReader(state);
  return state;
}

type Read = { readonly type: number; readonly text: string; readonly fields: object };

const unreadable = ({ fields }: Read): boolean =>
  isUnreadable({ properties: fields } as unknown as Pick<ConsumeMessage, "properties">);

function all(from: FrameReader): Read[] {
  const found: Read[] = [];
  for (let next = from.recvFrame(); next !== false; next = from.recvFrame()) found.push(next as Read);
  return found;
}

const header = (text: string): Buffer => frame(2, Buffer.concat([Buffer.alloc(14), Buffer.from(text)]));

test("frames come through one by one and once each, however the bytes are cut; a header that cannot be read comes bare", () => {
  const kinds = fc.constantFrom("m", "good", "bad", "b");
  fc.assert(
    fc.property(fc.array(kinds, { maxLength: 12 }), fc.array(fc.nat({ max: 60 }), { maxLength: 20 }), (list, cuts) => {
      const bytes = Buffer.concat(
        list.map((kind) =>
          kind === "m" || kind === "b" ? frame(kind === "m" ? 1 : 3, Buffer.from(kind)) : header(kind),
        ),
      );
      const chunks: Buffer[] = [];
      let at = 0;
      for (const cut of cuts) {
        if (cut > 0 && at < bytes.length) chunks.push(bytes.subarray(at, at + cut));
        at += cut;
      }
      if (at < bytes.length) chunks.push(bytes.subarray(at));
      const found = all(reader(chunks));
      expect(found.map(({ text }) => text)).toEqual(list.map((kind) => (kind === "bad" ? "" : kind)));
      expect(found.map(unreadable)).toEqual(list.map((kind) => kind === "bad"));
    }),
  );
});

test("what is wrong with a frame itself, or with a method, still ends the connection", () => {
  const cut = header("good");
  cut[cut.length - 1] = 0;
  expect(() => reader([cut]).recvFrame()).toThrow("Invalid frame");
  expect(() => reader([frame(1, Buffer.from("bad"))]).recvFrame()).toThrow("call stack");
  expect(() => reader([header("x".repeat(0x2000))]).recvFrame()).toThrow("too large");
});

test("a readable frame is decoded once", () => {
  const once = reader([header("good"), frame(3, Buffer.from("b"))]);
  expect(all(once)).toHaveLength(2);
  expect(once.asked).toBe(2);
});
