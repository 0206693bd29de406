import { newMessageId } from "@insaka/runtime";
import { expect, test } from "vitest";
import type { LoggedEvent, Settled } from "./event-log.js";
import { inOrderOfSending } from "./order-of-sending.js";

function delivery(at: number, messageId: string): LoggedEvent & { readonly event: Settled } {
  return { at, service: "s", event: { type: "settled", messageId } as Settled };
}

test("what caused something stands before it, though it was settled after it", () => {
  const [cause, effect] = [newMessageId(), newMessageId()];
  const settled = [delivery(1, effect), delivery(3, cause), delivery(2, cause)];
  expect(inOrderOfSending(settled).map(({ at }) => at)).toEqual([2, 3, 1]);
});
