/** The drafts of JSON Schema that the subset engine reads, without the engine. */
export { DRAFTS } from "./compat/subset/dialect.js";
