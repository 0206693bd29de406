import { describe, expect, test } from "vitest";
import type {
  BroadcastConsumerFactory,
  ConsumerFactory,
  NoHeaders,
  PublisherFactory,
  Receives,
  RequesterFactory,
  Requests,
  WithHeaders,
} from "./v1.js";
import { message, refuse, rename } from "./v1.js";

interface V1 {
  readonly amount: number;
}
interface V2 {
  readonly principal: number;
}
interface V3 {
  readonly principal: string;
}

const facts = { name: "LoanApproved", route: null };
const schema = true;

/** These tests are the compiler's: a directive that suppresses nothing is an error. At run time a descriptor is plain data. */
describe("the compiler demands", () => {
  test("an upcaster from each version that is still read, of its very types", () => {
    const upcast = ({ principal }: V2): V3 => ({ principal: String(principal) });
    const complete = message<{ 1: V1; 2: V2; 3: V3 }, 3>({
      ...facts,
      current: 3,
      versions: {
        1: { status: "deprecated", schema },
        2: { status: "deprecated", schema, upcast: [rename("/amount", "principal")] },
        3: { status: "current", schema, upcast },
      },
    });
    expect(complete.versions[3].upcast).toBe(upcast);
    message<{ 1: V1; 2: V2 }, 2>({
      ...facts,
      current: 2,
      // @ts-expect-error version 2 lacks its upcaster
      versions: { 1: { status: "deprecated", schema }, 2: { status: "current", schema } },
    });
    message<{ 1: V1; 2: V2 }, 2>({
      ...facts,
      current: 2,
      versions: {
        1: { status: "deprecated", schema },
        // @ts-expect-error it reads another version's payload
        2: { status: "current", schema, upcast: (old: V3): V2 => ({ principal: Number(old.principal) }) },
      },
    });
    message<{ 1: V1; 2: V2 }, 2>({
      ...facts,
      current: 2,
      versions: {
        1: { status: "deprecated", schema },
        // @ts-expect-error what it returns is no version 2
        2: { status: "current", schema, upcast: (old: V1) => ({ amount: old.amount }) },
      },
    });
    message<{ 1: V1; 2: V2 }, 2>({
      ...facts,
      current: 2,
      versions: {
        1: { status: "deprecated", schema },
        2: { status: "current", schema, upcast: () => refuse("/amount", "never") },
      },
    });
  });

  test("none from a version that is retired", () => {
    const late = message<{ 2: V2; 3: V3 }, 3>({
      ...facts,
      current: 3,
      retired: [1],
      versions: {
        2: { status: "deprecated", schema },
        3: { status: "current", schema, upcast: ({ principal }) => ({ principal: String(principal) }) },
      },
    });
    expect(late.retired).toEqual([1]);
  });

  test("of a request's handler exactly one of its replies, and nothing of any other", () => {
    type Started<F> = F extends ConsumerFactory<infer R> ? R : never;
    type Factory = ConsumerFactory<{
      readonly apply: Receives<V1, "5s", { readonly accepted: V2; readonly refused: V3 }>;
      readonly told: Receives<V1, "5s">;
    }>;
    type Handlers = Parameters<Factory>[1]["handlers"];
    const handlers: Handlers = { apply: () => ({ accepted: { principal: 1 } }), told: () => undefined };
    const both: Handlers = {
      ...handlers,
      // @ts-expect-error two replies
      apply: () => ({ accepted: { principal: 1 }, refused: { principal: "1" } }),
    };
    // @ts-expect-error none at all
    const none: Handlers = { ...handlers, apply: () => undefined };
    // @ts-expect-error the payload of the other
    const wrong: Handlers = { ...handlers, apply: async () => ({ accepted: { principal: "1" } }) };
    expect([both, none, wrong]).toHaveLength(3);
    const names: readonly (keyof Started<Factory>)[] = ["apply", "told"];
    expect(Object.keys(handlers)).toEqual(names);
  });

  test("of a requester the payload, and tells the replies apart by their names", () => {
    type Factory = RequesterFactory<{ readonly apply: Requests<V1, { readonly accepted: V2; readonly refused: V3 }> }>;
    type Ask = Awaited<ReturnType<Factory>>;
    const use = async (ask: Ask): Promise<number | string> => {
      // @ts-expect-error another payload
      void ask.apply({ principal: 1 });
      const answer = await ask.apply({ amount: 1 }, { timeoutMs: 5 });
      // @ts-expect-error not known before the name is
      const early: number = answer.payload.principal;
      return answer.reply === "accepted"
        ? answer.payload.principal + 1
        : answer.payload.principal.concat(String(early));
    };
    expect(use).toBeTypeOf("function");
  });

  test("of a broadcast's handler that it knows no retry", () => {
    type Factory = BroadcastConsumerFactory<{ readonly approved: { readonly payload: V2 } }>;
    const handlers: Parameters<Factory>[1]["handlers"] = {
      approved(delivery) {
        // @ts-expect-error there is no ladder
        throw delivery.retryLater();
      },
    };
    expect(handlers.approved).toBeTypeOf("function");
  });

  test("of a publisher the headers, which must be given where one is demanded", () => {
    interface Sends {
      readonly plain: V1;
      readonly may: WithHeaders<V1, { readonly desk?: string }>;
      readonly must: WithHeaders<V1 | V2, { readonly cause: string }>;
    }
    type Methods = ReturnType<PublisherFactory<Sends>>;
    const use = async ({ plain, may, must }: Methods): Promise<void> => {
      await plain({ amount: 1 });
      // @ts-expect-error none are declared
      await plain({ amount: 1 }, { headers: {} });
      await may({ amount: 1 });
      await may({ amount: 1 }, { headers: { desk: "north" }, correlationId: "1" });
      // @ts-expect-error another type
      await may({ amount: 1 }, { headers: { desk: 7 } });
      await must({ principal: 1 }, { headers: { cause: "damaged" } });
      // @ts-expect-error one is missing
      await must({ amount: 1 });
      // @ts-expect-error so it is here
      await must({ amount: 1 }, { headers: {} });
    };
    expect(use).toBeTypeOf("function");
  });

  test("of a handler the headers of every version that it reads", () => {
    type Factory = ConsumerFactory<{
      readonly bare: Receives<V1, "5s">;
      readonly headed: Receives<V1, "5s", undefined, NoHeaders | { readonly desk?: string }>;
    }>;
    const handlers: Parameters<Factory>[1]["handlers"] = {
      bare({ headers }) {
        // @ts-expect-error none are declared
        void headers.desk;
      },
      headed({ headers }) {
        // @ts-expect-error an older version has none
        void headers.desk;
        const desk: string | undefined = "desk" in headers ? headers.desk : undefined;
        void desk;
      },
    };
    expect(Object.keys(handlers)).toEqual(["bare", "headed"]);
  });
});
