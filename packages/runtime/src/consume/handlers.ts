import type { Handler } from "./handler.js";
import type { BatchHandler, HandlerOptions } from "./handler-options.js";

/**
 * What a generated consumer receives under one handler name: the payload's type, the steps its queue declares and, for a
 * request, the payload types of its replies by name.
 */
export interface Receives<Payload, Step extends string, Replies = undefined> {
  readonly payload: Payload;
  readonly step: Step;
  readonly replies: Replies;
}

export type Handlers<R> = {
  readonly [K in keyof R]: R[K] extends Receives<infer Payload, infer Step, infer Replies>
    ? [Replies] extends [undefined]
      ? Handler<Payload, Step> | HandlerOptions<Payload, Step> | BatchHandler<Payload, Step>
      : // A function alone: as one of several forms the compiler would no longer say what is wrong with an answer.
        Handler<Payload, Step, OneOf<Replies>>
    : never;
};

/** Exactly one of several named values, as `{ name: value }`. */
export type OneOf<T> = {
  [K in keyof T]: { readonly [P in K]: T[P] } & { readonly [P in Exclude<keyof T, K>]?: never };
}[keyof T];
