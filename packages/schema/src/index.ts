export { formats } from "./formats.js";
export type { FoundType, JsonObject, JsonSchema, JsonValue } from "./json.js";
export { cloneJson, foundType } from "./json.js";
export { describingSchema } from "./location/describing-schema.js";
export { locate } from "./location/locate.js";
export type { Location } from "./location/location.js";
export { compileMatcher, type Matcher, matchableLength, UnmatchableText } from "./pattern/compile-matcher.js";
export { compilePattern } from "./pattern/compile-pattern.js";
export { maskPersonal, type PersonalSource } from "./personal/mask-personal.js";
export { formatPointer, parsePointer, resolvePointer } from "./pointer.js";
export { SchemaError } from "./schema-error.js";
export type { Upcast, UpcastRefusal, UpcastResult } from "./upcast/compile-upcast.js";
export { compileUpcast } from "./upcast/compile-upcast.js";
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
} from "./upcast/constructors.js";
export type { ParsedStep } from "./upcast/parse-step.js";
export { parseStep } from "./upcast/parse-step.js";
export type * from "./upcast/step.js";
export { compileValidator, compileValidators } from "./validate/compile-validator.js";
export { demandSchema } from "./validate/demand-schema.js";
export type { Validator, Violation } from "./validate/violation.js";
export { readerSchema } from "./views/reader-schema.js";
export type { ReaderResult, ReaderView } from "./views/reader-view.js";
export { compileReaderView } from "./views/reader-view.js";
export { LISTS as listKeywords, MAPS as mapKeywords, SINGLES as singleKeywords } from "./views/schema-parts.js";
export { surelyWritable } from "./views/surely-writable.js";
export { dropUndeclared, undeclared } from "./views/undeclared.js";
export type { Explored, ViewSchema } from "./views/view-schema.js";
export { explore } from "./views/view-schema.js";
export { writerSchema } from "./views/writer-schema.js";
export { compileWriterView } from "./views/writer-view.js";
