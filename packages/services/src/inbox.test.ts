import { expect, test } from "vitest";
import { Inbox } from "./inbox.js";

test("a message that comes twice is handled once, also when the second comes before the first has ended", async () => {
  const inbox = new Inbox();
  let runs = 0;
  const work = async (): Promise<void> => {
    runs += 1;
    await Promise.resolve();
  };
  await Promise.all([inbox.once("a", work), inbox.once("a", work)]);
  await inbox.once("a", work);
  expect(runs).toBe(1);
  await inbox.once("b", work);
  expect(runs).toBe(2);
});

test("after a failure the next delivery tries again, and sends under the same ids", async () => {
  const inbox = new Inbox();
  const sent: string[] = [];
  const failing = inbox.once("a", (outgoingId) => {
    sent.push(outgoingId("receipt"), outgoingId("entry"));
    throw new Error("away");
  });
  await expect(failing).rejects.toThrow("away");
  await inbox.once("a", (outgoingId) => {
    sent.push(outgoingId("receipt"), outgoingId("entry"));
  });
  await inbox.once("b", (outgoingId) => {
    sent.push(outgoingId("receipt"));
  });
  expect(sent[2]).toBe(sent[0]);
  expect(sent[3]).toBe(sent[1]);
  expect(new Set(sent).size).toBe(3);
});
