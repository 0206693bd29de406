import { expect, test } from "vitest";
import { isInstanceQueue, newInstanceQueue, serviceOfInstance } from "./instance-queue.js";

test("a new queue has a name of its own, of the form that is believed", () => {
  const names = [newInstanceQueue("api-gateway"), newInstanceQueue("api-gateway")];
  expect(names.every(isInstanceQueue)).toBe(true);
  expect(new Set(names).size).toBe(2);
});

test.each([
  "",
  "api-gateway",
  "api-gateway.instance.",
  ".instance.1",
  "api-gateway.instance.*",
  "api-gateway.instance.#",
  "api-gateway.instance.1.2",
  "api-gateway.instance.1\n",
  "API.instance.1",
  "amq.rabbitmq.reply-to.instance.1",
  `api-gateway.instance.${"1".repeat(65)}`,
])("%j is no instance's queue", (name) => {
  expect(isInstanceQueue(name)).toBe(false);
});

test("says whose an instance queue is", () => {
  expect(serviceOfInstance("api-gateway.instance.1")).toBe("api-gateway");
});
