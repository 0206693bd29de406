import { randomUUID } from "node:crypto";

/** What the policy `insaka.instance` lets lie in such a queue, in messages. */
export const INSTANCE_QUEUE_LENGTH = 10_000;

const INSTANCE_QUEUE = /^[a-z0-9-]{1,128}\.instance\.[A-Za-z0-9-]{1,64}$/;

/** A name for a queue of this instance alone. The service's rights cover every name of this form. */
export function newInstanceQueue(service: string): string {
  return `${service}.instance.${randomUUID()}`;
}

/** Whether a name, which a stranger may have written, has the form of an instance queue's. */
export function isInstanceQueue(name: string): boolean {
  return INSTANCE_QUEUE.test(name);
}

/** The service that an instance queue belongs to, by its name. */
export function serviceOfInstance(queue: string): string {
  return queue.slice(0, queue.lastIndexOf(".instance."));
}
