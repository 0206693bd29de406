/**
 * The seam between generated code and the runtime, version 1.
 *
 * Generated files import this path and no other. Once released, nothing here changes its meaning: old generated files go on
 * working with a new runtime, and what they could not express goes to a `v2` beside it.
 */

export type { JsonSchema, UpcastStep } from "@insaka/schema";
export {
  group,
  join,
  mapEnum,
  move,
  remove,
  rename,
  set,
  setDefault,
  splitBy,
  toDecimalString,
} from "@insaka/schema";
export type { BroadcastConsumerFactory, Broadcasts } from "../consume/broadcast-consumer.js";
export { broadcastConsumer } from "../consume/broadcast-consumer.js";
export type { ConsumerFactory, Receives } from "../consume/consumer.js";
export { consumer } from "../consume/consumer.js";
export type { MessageDescriptor } from "../message/descriptor.js";
export { message } from "../message/descriptor.js";
export type { NoHeaders } from "../message/document-headers.js";
export type { Refusal, Upcaster } from "../message/upcaster.js";
export { refuse } from "../message/upcaster.js";
export type { PublisherFactory, WithHeaders, WithParameters } from "../publish/publisher.js";
export { publisher } from "../publish/publisher.js";
export type { RequesterFactory, Requests } from "../request/requester.js";
export { requester } from "../request/requester.js";
