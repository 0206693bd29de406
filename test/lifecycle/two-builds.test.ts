import { readFileSync } from "node:fs";
import type { ConnectOptions } from "@insaka/runtime";
import { newMessageId } from "@insaka/runtime";
import { publisher } from "@insaka/runtime/codegen/v1";
import { type DeadLetter, listDeadLetters, replayDeadLetters } from "@insaka/runtime/dead-letters";
import { describe, expect, test } from "vitest";
import * as build1 from "./build-1/generated/index.js";
import * as build2 from "./build-2/generated/index.js";
import * as build3 from "./build-3/generated/index.js";
import * as build4 from "./build-4/generated/index.js";
import { type Host, memory, rabbitmq } from "./host.js";

/** The queue that both builds of the reader consume, and the longest of its wait steps. */
const QUEUE = "billing.parcel-shipped";
const LONGEST_STEP = "2s";

const ignore = (): void => undefined;

/** What one build of the reader was given. */
interface Handled {
  readonly messageId: string;
  readonly version: number;
  readonly attempt: number;
  readonly payload: object;
}

type Build = { readonly billingConsumer: typeof build1.billingConsumer | typeof build3.billingConsumer };

/** Runs one build of the reader; `handled` grows as it is given messages. */
async function reader(
  host: Host,
  build: Build,
  { firstTakes, ...options }: Omit<ConnectOptions, "service"> & { readonly firstTakes?: () => Promise<void> } = {},
) {
  const { broker, told } = await host.connect("billing", options);
  const handled: Handled[] = [];
  // Each build's handler takes its own type; what comes is what the test looks at.
  const start = build.billingConsumer as typeof build3.billingConsumer;
  await start(broker, {
    handlers: {
      async parcelShipped({ payload, envelope: { messageId, version, attempt } }) {
        handled.push({ messageId, version, attempt, payload });
        if (handled.length === 1) await firstTakes?.();
      },
      parcelReturned: ignore,
    },
  });
  return { broker, told, handled };
}

/** Both builds of the sender, as functions that send one parcel. */
async function sendersOf(host: Host) {
  const [old, latest] = await Promise.all([host.connect("warehouse"), host.connect("warehouse")]);
  const sendOld = build1.warehousePublisher(old.broker);
  const sendNew = build3.warehousePublisher(latest.broker);
  return {
    oldSends: async (parcelId: string) => (await sendOld.parcelShipped({ parcelId, weight: 2.5 })).messageId,
    newSends: async (parcelId: string) => (await sendNew.parcelShipped({ parcelId, kilograms: 2.5 })).messageId,
  };
}

/** Resolves for everybody once so many have come. */
function meeting(count: number): () => Promise<void> {
  const { promise, resolve } = deferred();
  let come = 0;
  return () => {
    come += 1;
    if (come === count) resolve();
    return promise;
  };
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Resolves when each of these messages has been acknowledged by one of the readers. */
async function acknowledged(
  messageIds: readonly string[],
  ...readers: readonly Awaited<ReturnType<typeof reader>>[]
): Promise<void> {
  const byAny = (messageId: string) =>
    Promise.race(readers.map(({ told }) => told.settled({ messageId, outcome: "ack" })));
  await Promise.all(messageIds.map(byAny));
}

const parcels = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

test("every build runs on the same topology: a version needs nothing of the broker", () => {
  const [first, ...others] = [1, 2, 3, 4].map((build) =>
    readFileSync(new URL(`build-${build}/definitions.json`, import.meta.url), "utf8"),
  );
  for (const other of others) expect(other).toBe(first);
});

describe.each([rabbitmq, memory])("on $name", ({ host: makeHost, patience }) => {
  describe("readers first", () => {
    test("old and new readers share a queue while the old sender sends: each is given what its build reads", async () => {
      const host = await makeHost();
      const { oldSends } = await sendersOf(host);
      // Nobody has done with the first message before the other has one as well.
      const bothHaveOne = meeting(2);
      const before = await reader(host, build1, { firstTakes: bothHaveOne });
      const after = await reader(host, build2, { firstTakes: bothHaveOne });
      const ids = await Promise.all(parcels("P", 20).map(oldSends));
      await acknowledged(ids, before, after);
      expect([...before.handled, ...after.handled].map(({ messageId }) => messageId).sort()).toEqual([...ids].sort());
      for (const { payload } of before.handled) expect(payload).toMatchObject({ weight: 2.5 });
      for (const { payload, version } of after.handled) {
        expect(payload).toEqual({ parcelId: expect.any(String), kilograms: 2.5 });
        expect(version).toBe(1);
      }
    });

    test("the new sender comes when every reader is new: nothing waits, and old messages are read as new ones", async () => {
      const host = await makeHost();
      const { oldSends, newSends } = await sendersOf(host);
      const { told, handled } = await reader(host, build2);
      const ids = await Promise.all([...parcels("old", 5).map(oldSends), ...parcels("new", 5).map(newSends)]);
      await Promise.all(ids.map((messageId) => told.settled({ messageId, outcome: "ack" })));
      expect(new Map(handled.map(({ messageId, payload }) => [messageId, payload]))).toEqual(
        new Map(
          [...parcels("old", 5), ...parcels("new", 5)].map((parcelId, index) => [
            ids[index] ?? "",
            { parcelId, kilograms: 2.5 },
          ]),
        ),
      );
      expect(handled.filter(({ version }) => version === 2)).toHaveLength(5);
      expect(told.events.filter(({ type }) => type === "settled")).toHaveLength(10);
    });
  });

  describe("writers first", () => {
    test("a new version waits at an old reader, is no error, and is handled by the new reader when it comes", async () => {
      const host = await makeHost();
      const { newSends } = await sendersOf(host);
      const before = await reader(host, build1);
      const messageId = await newSends("P-1");
      const waits = { messageId, outcome: "retry", reason: "newer-than-build" } as const;
      expect(await before.told.settled(waits)).toMatchObject({ step: LONGEST_STEP, version: 2, attempt: 1 });
      await before.broker.close();
      const after = await reader(host, build2);
      await host.until(after.told.settled({ messageId, outcome: "ack" }));
      expect(after.handled).toEqual([
        { messageId, version: 2, attempt: 1, payload: { parcelId: "P-1", kilograms: 2.5 } },
      ]);
      expect(before.handled).toEqual([]);
      expect(await host.lying(`${QUEUE}.dlq`)).toEqual([]);
    });

    test("an old and a new reader side by side: old messages go to either, new ones come to the new one in the end", async () => {
      const host = await makeHost();
      const { oldSends, newSends } = await sendersOf(host);
      const [before, after] = [await reader(host, build1), await reader(host, build2)];
      const old = await Promise.all(parcels("old", 4).map(oldSends));
      const latest = await Promise.all(parcels("new", 4).map(newSends));
      await host.until(acknowledged([...old, ...latest], before, after));
      expect([...before.handled, ...after.handled].map(({ messageId }) => messageId).sort()).toEqual(
        [...old, ...latest].sort(),
      );
      expect(before.handled.filter(({ version }) => version === 2)).toEqual([]);
      expect(
        after.handled
          .filter(({ version }) => version === 2)
          .map(({ messageId }) => messageId)
          .sort(),
      ).toEqual([...latest].sort());
      for (const { attempt } of after.handled) expect(attempt).toBe(1);
    });

    test("what waited too long is a dead letter that is offered to a newer build and replayed to it, byte for byte", async () => {
      const host = await makeHost();
      const before = await reader(host, build1, { timeouts: { patience } });
      // As a sender that is not ours writes it: writing it anew would change it.
      const body = '{ "kilograms": 2.50,  "parcelId": "P-1" }';
      const messageId = await host.sendRaw("ParcelShipped", 2, body);
      const dead = await host.until(before.told.settled({ messageId, outcome: "dead-letter" }));
      expect(dead).toMatchObject({ reason: "newer-than-build", version: 2, attempt: 1 });
      expect(before.told.events).toContainEqual(
        expect.objectContaining({ type: "settled", messageId, outcome: "retry", step: LONGEST_STEP, attempt: 1 }),
      );
      await before.broker.close();

      const operator = await host.operator();
      const letter = { messageId, version: 2, class: "newer-than-build", reason: "newer-than-build", attempts: 1 };
      expect(await listDeadLetters(operator, QUEUE, { reads: build1.billingConsumer, withBody: true })).toMatchObject([
        {
          ...letter,
          body: Buffer.from(body),
          offered: false,
          because: "this build reads up to version 1, not version 2",
        },
      ]);
      expect(await listDeadLetters(operator, QUEUE, { reads: build2.billingConsumer })).toMatchObject([
        { ...letter, offered: true, because: "this build reads version 2" },
      ]);
      const offered = ({ offered: isOffered }: DeadLetter): boolean => isOffered;
      const replayed = await replayDeadLetters(operator, QUEUE, offered, { reads: build2.billingConsumer });
      expect(replayed).toEqual({ seen: 1, replayed: 1, failed: [] });
      expect(await host.lying(QUEUE)).toMatchObject([{ messageId, body }]);

      const after = await reader(host, build2);
      await after.told.settled({ messageId, outcome: "ack" });
      expect(after.handled).toEqual([
        { messageId, version: 2, attempt: 1, payload: { parcelId: "P-1", kilograms: 2.5 } },
      ]);
      expect(await host.lying(`${QUEUE}.dlq`)).toEqual([]);
    });
  });

  test("a retired version on the wire is a dead letter that says so", async () => {
    const host = await makeHost();
    const { oldSends, newSends } = await sendersOf(host);
    const { told, handled } = await reader(host, build4);
    const [retired, current] = [await oldSends("P-1"), await newSends("P-2")];
    expect(await told.settled({ messageId: retired, outcome: "dead-letter" })).toMatchObject({
      reason: "retired-version",
      version: 1,
    });
    await told.settled({ messageId: current, outcome: "ack" });
    expect(handled).toMatchObject([{ messageId: current, payload: { parcelId: "P-2", kilograms: 2.5 } }]);
    expect(await host.lying(`${QUEUE}.dlq`)).toMatchObject([
      { messageId: retired, headers: { "x-dead-class": "invalid", "x-dead-reason": "retired-version" } },
    ]);
  });

  describe("a draft", () => {
    test("has no method that publishes it, and its descriptor makes no publisher", async () => {
      const host = await makeHost();
      const { broker } = await host.connect("warehouse");
      const send = build2.warehousePublisher(broker);
      expect(Object.keys(send)).toEqual(["parcelShipped"]);
      // @ts-expect-error a message with drafts only
      expect(send.parcelReturned).toBeUndefined();
      const byHand = publisher<{ parcelReturned: build2.ParcelReturnedV1 }>("warehouse", {
        parcelReturned: build2.ParcelReturned,
      });
      expect(() => byHand(broker)).toThrow(
        expect.objectContaining({
          code: "configuration",
          message: "ParcelReturned has no current version: only drafts, which nobody sends",
        }),
      );
    });

    test("of a message that has a current version is refused before it is sent", async () => {
      const host = await makeHost();
      const { broker, told } = await host.connect("warehouse");
      const send = build2.warehousePublisher(broker);
      // @ts-expect-error the draft's shape
      const sent = send.parcelShipped({ parcelId: "P-1", kilograms: 2.5 }, { messageId: newMessageId() });
      await expect(sent).rejects.toMatchObject({ code: "invalid-payload", outcome: "not-sent" });
      await expect(sent).rejects.toThrow("ParcelShipped version 1 was not sent: ");
      expect(told.events).toContainEqual(expect.objectContaining({ type: "publish-failed", outcome: "not-sent" }));
      expect(await host.lying(QUEUE)).toEqual([]);
    });
  });
});
