import type { Operation } from "./contract-model.js";

/** True for a request and for what answers one. */
export function isAnswering(operation: Operation): boolean {
  return operation.action !== "broadcast" && operation.reply !== null;
}

/** True where each instance of the service declares a queue of its own: for the answers to what it asks, or for broadcasts. */
export function hasInstanceQueue(operation: Operation): boolean {
  return operation.action === "broadcast" || (operation.action === "send" && operation.reply !== null);
}
