import type { Finding } from "../diagnostic.js";
import type { Message, Version } from "../model/contract-model.js";
import type { CheckContext } from "./rule.js";

/** A version together with its message, and the way both are named to people. */
export interface VersionCase {
  readonly message: Message;
  readonly version: Version;
  /** `LoanApproved version 2`. */
  readonly title: string;
}

/** Asks a question of every version of every message. */
export function eachVersion(
  { model }: CheckContext,
  find: (item: VersionCase) => Finding | readonly Finding[] | undefined,
): readonly Finding[] {
  return model.messages.flatMap((message) =>
    message.versions.flatMap((version) => {
      const title = `${message.name} version ${version.version}`;
      return find({ message, version, title }) ?? [];
    }),
  );
}

/** Asks a question that the schema and the examples of a version alone answer. */
export function eachNewVersion(
  context: CheckContext,
  find: (item: VersionCase) => Finding | readonly Finding[] | undefined,
): readonly Finding[] {
  const { sound } = context;
  return eachVersion(context, (item) => {
    if (sound.isKnown(item.version)) return undefined;
    const found = find(item);
    if (found !== undefined && (!Array.isArray(found) || found.length > 0)) sound.foundIn(item.version);
    return found;
  });
}
