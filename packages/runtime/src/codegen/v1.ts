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
export type { ConsumerFactory, Receives } from "../consumer.js";
export { consumer } from "../consumer.js";
export type { MessageDescriptor } from "../descriptor.js";
export { message } from "../descriptor.js";
export type { PublisherFactory } from "../publisher.js";
export { publisher } from "../publisher.js";
