import type { Finding } from "../diagnostic.js";
import type { ContractModel, Message, Version } from "../model/contract-model.js";
import type { CheckContext } from "./rule.js";

/** A version together with its message, and the way both are named to people. */
export interface VersionCase {
  readonly message: Message;
  readonly version: Version;
  /** `LoanApproved version 2`. */
  readonly title: string;
}

/** A model is readonly, and every rule asks for the same. */
const known = new WeakMap<ContractModel, readonly VersionCase[]>();

function casesOf(model: ContractModel): readonly VersionCase[] {
  const cases =
    known.get(model) ??
    model.messages.flatMap((message) =>
      message.versions.map((version) => ({ message, version, title: `${message.name} version ${version.version}` })),
    );
  known.set(model, cases);
  return cases;
}

/** Asks a question of every version of every message. */
export function eachVersion(
  { model }: CheckContext,
  find: (item: VersionCase) => Finding | readonly Finding[] | undefined,
): readonly Finding[] {
  const found: Finding[] = [];
  for (const item of casesOf(model)) {
    const told = find(item);
    if (told !== undefined) found.push(...[told].flat());
  }
  return found;
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
