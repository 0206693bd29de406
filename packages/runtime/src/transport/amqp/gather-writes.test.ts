import { Writable } from "node:stream";
import type { ChannelModel } from "amqplib";
import { expect, test } from "vitest";
import { gatherWrites } from "./gather-writes.js";

/** A socket that remembers what it was told to send in one piece. */
function recording(): { readonly stream: Writable; readonly sent: string[][] } {
  const sent: string[][] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      sent.push([chunk.toString()]);
      done();
    },
    writev(chunks: { chunk: Buffer }[], done) {
      sent.push(chunks.map(({ chunk }) => chunk.toString()));
      done();
    },
  });
  return { stream, sent };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("what is written within one turn goes out in one piece, in its order; the next turn's is not held back", async () => {
  const { stream, sent } = recording();
  gatherWrites({ connection: { stream } } as unknown as ChannelModel);
  for (const each of ["a", "b", "c"]) stream.write(Buffer.from(each));
  expect(sent).toEqual([]);
  await turn();
  expect(sent).toEqual([["a", "b", "c"]]);
  stream.write(Buffer.from("d"));
  await turn();
  expect(sent).toEqual([["a", "b", "c"], ["d"]]);
});

test("a full socket still says so, and what was gathered is sent when the socket is ended in the same turn", async () => {
  const stream = new Writable({ highWaterMark: 2, write: (_chunk, _encoding, done) => done() });
  gatherWrites({ connection: { stream } } as unknown as ChannelModel);
  expect(stream.write(Buffer.from("a"))).toBe(true);
  expect(stream.write(Buffer.from("bc"))).toBe(false);
  const ended = recording();
  gatherWrites({ connection: { stream: ended.stream } } as unknown as ChannelModel);
  ended.stream.write(Buffer.from("last"));
  ended.stream.end();
  await turn();
  expect(ended.sent.flat()).toEqual(["last"]);
});
