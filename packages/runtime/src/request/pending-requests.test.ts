import { describe, expect, test } from "vitest";
import type { Clock } from "../clock.js";
import { PendingRequests } from "./pending-requests.js";

const REPLY = { reply: "accepted", payload: { reference: "x" }, envelope: {} as never };

/** A clock whose time-outs a test fires by hand. */
function clockByHand(): { readonly clock: Clock; readonly fire: () => void; readonly waiting: () => number } {
  const timers = new Set<() => void>();
  return {
    clock: {
      now: () => 0,
      after(_, run) {
        timers.add(run);
        return () => timers.delete(run);
      },
    },
    fire: () => {
      for (const run of [...timers]) run();
    },
    waiting: () => timers.size,
  };
}

const request = (messageId: string) => ({ name: "Apply", messageId, timeoutMs: 5, routes: new Map() });

describe("a pending request", () => {
  test("ends once, by its reply, its time-out or its failure, whichever comes first", async () => {
    const { clock, fire, waiting } = clockByHand();
    const pending = new PendingRequests(clock, 10);
    const [first, second, third] = ["m-1", "m-2", "m-3"].map((id) => pending.add(request(id))) as [
      ReturnType<PendingRequests["add"]>,
      ReturnType<PendingRequests["add"]>,
      ReturnType<PendingRequests["add"]>,
    ];
    first.resolve(REPLY);
    third.reject(new Error("not sent"));
    await expect(third.answer).rejects.toThrow("not sent");
    expect(waiting()).toBe(1);
    fire();
    second.resolve(REPLY);
    first.reject(new Error("too late"));
    await expect(second.answer).rejects.toMatchObject({ code: "reply-timeout", outcome: "unknown" });
    expect(await first.answer).toBe(REPLY);
    expect(["m-1", "m-2", "m-3", "m-4"].map((id) => pending.endOf(id))).toEqual([
      "answered",
      "given-up",
      "given-up",
      undefined,
    ]);
    await pending.idle();
  });

  test("asked again under its id is another request: what becomes of the first does not end it", async () => {
    const { clock } = clockByHand();
    const pending = new PendingRequests(clock, 10);
    const first = pending.add(request("m-1"));
    first.resolve(REPLY);
    const again = pending.add(request("m-1"));
    expect(pending.endOf("m-1")).toBeUndefined();
    first.reject(new Error("the confirm of the first did not come"));
    expect(pending.get("m-1")).toBe(again);
    again.resolve(REPLY);
    expect(await again.answer).toBe(REPLY);
  });

  test("leaves a memory of its end that is bounded: the oldest is forgotten first", async () => {
    const { clock, waiting } = clockByHand();
    const pending = new PendingRequests(clock, 1);
    for (let each = 0; each <= 10_000; each += 1) pending.add(request(`m-${each}`)).resolve(REPLY);
    expect(pending.endOf("m-0")).toBeUndefined();
    expect(pending.endOf("m-1")).toBe("answered");
    expect(pending.endOf("m-10000")).toBe("answered");
    expect(waiting()).toBe(0);
  });
});
