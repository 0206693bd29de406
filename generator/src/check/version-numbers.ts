import type { Finding } from "../diagnostic.js";
import type { Message, Version } from "../model/contract-model.js";
import { eachVersion } from "./each-version.js";
import type { CheckContext, Rule } from "./rule.js";

/** What no check can judge either: which of the two is meant. */
export const versionDuplicate: Rule = {
  id: "version-duplicate",
  purpose: "Two shapes under one number cannot be told apart on the wire.",
  severity: "error",
  applies: "always",
  check: ({ model }) => model.messages.flatMap(duplicates),
};

/** The numbers of a message's versions. */
export const versionNumbers: readonly Rule[] = [
  {
    id: "version-missing",
    purpose: "Without a version on the wire a reader cannot know which shape it holds.",
    severity: "error",
    applies: "house",
    check: (context) =>
      eachVersion(context, ({ message, version }) => {
        if (version.statedVersion !== null) return undefined;
        const hint = "Add x-version: 1, or the next number.";
        return { at: version.source, message: `This version of ${message.name} has no x-version.`, hint };
      }),
  },
  {
    id: "version-illegal",
    purpose: "Versions are counted: 1, 2, 3.",
    severity: "error",
    applies: "always",
    check: (context) =>
      eachVersion(context, ({ message, version }) => {
        const { statedVersion } = version;
        if (statedVersion === null || statedVersion === version.version) return undefined;
        const found = `The x-version of this version of ${message.name} is ${JSON.stringify(statedVersion)}, not a whole number from 1.`;
        return { at: version.source, message: found, hint: "Write it without quotes: x-version: 2." };
      }),
  },
  versionDuplicate,
  {
    id: "payload-restated",
    purpose:
      "One type is generated for each version: whoever restates it otherwise would be given a type that is not its own.",
    severity: "error",
    applies: "always",
    check: (context) => context.model.messages.flatMap(restatements),
  },
  {
    id: "version-gap",
    purpose: "Each version is reached from the one before; a missing one breaks the chain of upcasters.",
    severity: "error",
    applies: "house",
    needsAll: true,
    check: gaps,
  },
];

function duplicates(message: Message): readonly Finding[] {
  const { versions, restated } = message;
  const byService = new Map<string, Version[]>();
  for (const { service, version } of restated) byService.set(service, [...(byService.get(service) ?? []), version]);
  return [versions, ...byService.values()].flatMap((own) => twins(message, own));
}

function twins(message: Message, versions: readonly Version[]): readonly Finding[] {
  return versions.flatMap((version) => {
    const twin = versions.find((other) => other !== version && other.version === version.version);
    if (twin === undefined) return [];
    const where = `${twin.source.file}:${twin.source.line}:${twin.source.column}`;
    const found = `${message.name} version ${version.version} is defined twice, also at ${where}.`;
    return [{ at: version.source, message: found, hint: "Give one of them the next number, or refer to it by $ref." }];
  });
}

function restatements({ name, versions, restated }: Message): readonly Finding[] {
  return restated.map(({ service, version: { version: number, source } }) => {
    const owners = versions.find(({ version }) => version === number)?.source ?? source;
    const where = `${owners.file}:${owners.line}:${owners.column}`;
    const found = `${name} version ${number} is defined at ${where} and restated here by ${service}: code is generated from one definition only.`;
    return { at: source, message: found, hint: `Refer to that definition by $ref: ${owners.file}#${owners.pointer}.` };
  });
}

function gaps({ model }: CheckContext): readonly Finding[] {
  return model.messages.flatMap((message) => {
    const numbers = new Set(message.versions.map(({ version }) => version));
    return message.versions.flatMap((version: Version, index) => {
      const { version: number } = version;
      const repeats = message.versions.findIndex((other) => other.version === number) < index;
      if (number === 1 || numbers.has(number - 1) || repeats) return [];
      const found = `${message.name} has a version ${number} but no version ${number - 1}.`;
      return [
        {
          at: version.source,
          message: found,
          hint: "Number versions 1, 2, 3 without a gap; keep old ones as retired.",
        },
      ];
    });
  });
}
