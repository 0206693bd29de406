import type { Message } from "../model/contract-model.js";

/** What stands for the headers of a version that declares none. */
export const noHeaders = "NoHeaders";

/**
 * The type of the headers that a handler is given: of the version that was sent, whichever of those it is that are read. Undefined
 * where none of them has any.
 */
export function headersRead(message: Message, reads: readonly number[]): string | undefined {
  const names = message.versions
    .filter(({ version }) => reads.includes(version))
    .map(({ ownHeaders }) => ownHeaders?.typeName ?? noHeaders);
  const types = [...new Set(names)];
  return types.every((name) => name === noHeaders) ? undefined : types.join(" | ");
}

/** Whether a member's type has a version without headers among others. */
export function mentionsNoHeaders(member: string): boolean {
  return member.includes(` ${noHeaders}`);
}

/** The types of headers that code needs which reads these versions. */
export function headerTypeNames({ versions }: Message, reads: readonly number[]): readonly string[] {
  return versions
    .filter(({ version }) => reads.includes(version))
    .flatMap(({ ownHeaders }) => ownHeaders?.typeName ?? []);
}
