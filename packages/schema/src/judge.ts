/** Yes or no on a schema of any draft, for what compares schemas. An entry of its own, so that no service loads every draft. */
export { metaschemas } from "./metaschemas/metaschemas.js";
export type { JudgedDraft, JudgeOptions } from "./validate/judge.js";
export { compileJudge } from "./validate/judge.js";
