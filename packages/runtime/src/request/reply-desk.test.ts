import { describe, expect, test, vi } from "vitest";
import type { BrokerLink } from "../broker.js";
import type { Clock } from "../clock.js";
import { resolveSettings } from "../defaults.js";
import type { SubscribeOptions, Transport } from "../transport/transport.js";
import { ReplyDesk } from "./reply-desk.js";

/** A desk whose queue comes and goes as a test says, and whose time-outs a test fires. */
async function desk() {
  const timers = new Map<number, () => void>();
  const clock: Clock = {
    now: () => 0,
    after(ms, run) {
      timers.set(ms, run);
      return () => timers.delete(ms);
    },
  };
  let options: SubscribeOptions | undefined;
  const subscribe: Transport["subscribe"] = async (given) => {
    options = given;
    const nothing = async (): Promise<void> => undefined;
    return { state: "lost", rest: nothing, resume: nothing, trust: () => undefined, cancel: nothing, close: nothing };
  };
  const link = {
    service: "api-gateway",
    settings: resolveSettings(),
    transport: { clock, subscribe },
    observe: () => undefined,
    add: () => undefined,
    delete: () => undefined,
  } as unknown as BrokerLink;
  const made = new ReplyDesk(link);
  await made.start();
  return {
    desk: made,
    fire: (ms: number) => timers.get(ms)?.(),
    timers,
    enter: (state: "active" | "lost") => options?.onState(state),
  };
}

const request = { name: "Apply", messageId: "m-1", timeoutMs: 5, routes: new Map() };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("while the queue for replies is away", () => {
  test("a request waits, and is sent when it is back", async () => {
    const { desk: made, enter } = await desk();
    const send = vi.fn(async () => undefined);
    const asked = made.ask(request, send).catch((error: unknown) => error);
    await turn();
    expect(send).not.toHaveBeenCalled();
    enter("active");
    await turn();
    expect(send).toHaveBeenCalledTimes(1);
    await made.close({ deadlineMs: 0 });
    expect(await asked).toMatchObject({ code: "closed", outcome: "unknown" });
  });

  test("a request whose time runs out is never sent", async () => {
    const { desk: made, enter, fire } = await desk();
    const send = vi.fn(async () => undefined);
    const asked = made.ask(request, send).catch((error: unknown) => error);
    fire(request.timeoutMs);
    expect(await asked).toMatchObject({ code: "reply-timeout" });
    enter("active");
    await turn();
    expect(send).not.toHaveBeenCalled();
  });

  test("a request does not wait longer than a publish would for a broker that is away", async () => {
    const { desk: made, fire } = await desk();
    const asked = made.ask(request, async () => undefined).catch((error: unknown) => error);
    fire(resolveSettings().timeouts.offline);
    expect(await asked).toMatchObject({ code: "offline", outcome: "not-sent", retryable: true });
  });

  test.each(["its time runs out", "the desk is closed"])("a request leaves no timer behind when %s", async (how) => {
    const { desk: made, fire, timers } = await desk();
    const asked = made.ask(request, async () => undefined).catch((error: unknown) => error);
    if (how === "the desk is closed") await made.close({ deadlineMs: 0 });
    else fire(request.timeoutMs);
    await asked;
    await turn();
    expect([...timers.keys()].filter((ms) => ms !== request.timeoutMs)).toEqual([]);
  });
});
