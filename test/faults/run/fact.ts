import type { Load, Outcome } from "../subject.js";

/** What a process of the load has seen, in the order in which it happened to it. Times are milliseconds of the machine's clock. */
export type Fact =
  | { readonly k: "attempt"; readonly at: number; readonly id: string; readonly kind: Load["kind"] }
  | { readonly k: "outcome"; readonly at: number; readonly id: string; readonly outcome: Outcome }
  | {
      readonly k: "handled";
      readonly at: number;
      readonly id: string;
      readonly queue: string;
      readonly attempt: number;
    }
  | { readonly k: "failed"; readonly at: number; readonly id: string; readonly queue: string; readonly attempt: number }
  | { readonly k: "ready"; readonly at: number; readonly ready: boolean };
