/**
 * Dead letters, for an operator's connection: what lies there and why, and the way back.
 *
 * @module
 */
export type { DeadLetter } from "./dead-letter.js";
export { type ListOptions, listDeadLetters } from "./list-dead-letters.js";
export type { Reads } from "./offer.js";
export { type ReplayOptions, type ReplayReport, replayDeadLetters } from "./replay-dead-letters.js";
