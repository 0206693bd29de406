/** What `insaka codegen` and `insaka lint` are made of, without the rest of the tool: the whole takes three times as long to load. */
export { generate } from "./generate.js";
export { keepMemory, memoryOf, rememberRun } from "./run-record.js";
export { compareFiles, seenFrom } from "./write/compare-files.js";
export { writeFiles } from "./write/write-files.js";
