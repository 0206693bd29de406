import type { Subject } from "../subject.js";
import { insaka } from "./insaka.js";
import { peers } from "./peers.js";

/** Everything that is put under the faults, ours first. */
export const subjects: readonly Subject[] = [insaka, ...peers];
