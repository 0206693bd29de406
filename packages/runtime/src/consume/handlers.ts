import type { NoHeaders } from "../message/document-headers.js";
import type { Handler } from "./handler.js";
import type { BatchHandler, HandlerOptions } from "./handler-options.js";

/**
 * What a generated consumer receives under one handler name: the payload's type, the steps its queue declares and, for a
 * request, the payload types of its replies by name; and the headers that the document declares.
 */
export interface Receives<Payload, Step extends string, Replies = undefined, Headers = NoHeaders> {
  readonly payload: Payload;
  readonly step: Step;
  readonly replies: Replies;
  readonly headers?: Headers;
}

export type Handlers<R> = {
  readonly [K in keyof R]: R[K] extends Receives<infer Payload, infer Step, infer Replies, infer Headers>
    ? [Replies] extends [undefined]
      ?
          | Handler<Payload, Step, void, Headers>
          | HandlerOptions<Payload, Step, Headers>
          | BatchHandler<Payload, Step, Headers>
      : // A function alone: as one of several forms the compiler would no longer say what is wrong with an answer.
        Handler<Payload, Step, OneOf<Replies>, Headers>
    : never;
};

/** Exactly one of several named values, as `{ name: value }`. */
export type OneOf<T> = {
  [K in keyof T]: { readonly [P in K]: T[P] } & { readonly [P in Exclude<keyof T, K>]?: never };
}[keyof T];
