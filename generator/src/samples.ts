/** Messages made from schemas, for property tests. An entry of its own, so that no command loads fast-check for nothing. */
export { nearlyValid } from "./compat/samples/nearly-valid.js";
export type { Sample, SampleOptions, Samples } from "./compat/samples/sample-messages.js";
export { sampleMessages } from "./compat/samples/sample-messages.js";
export type { ArbitraryOptions } from "./compat/samples/schema-arbitrary.js";
export { schemaArbitrary } from "./compat/samples/schema-arbitrary.js";
export { withUndeclared } from "./compat/samples/undeclared-names.js";
