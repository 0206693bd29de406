import type { BuildContext } from "./build-context.js";
import { versionNumber } from "./build-version.js";
import { fileNameOf, methodNameOf, typeNameOf } from "./naming.js";
import type { Definition } from "./read-definitions.js";

/** What a message is called in the generated code. */
export interface MessageNames {
  readonly typeName: string;
  readonly handlerName: string;
  readonly fileName: string;
}

/** Names every message, by its name on the wire. */
export function nameMessages(
  { names }: Pick<BuildContext, "names">,
  definitions: Iterable<Definition>,
): ReadonlyMap<string, MessageNames> {
  const versions = new Map<string, Set<number>>();
  for (const definition of definitions) {
    const known = versions.get(definition.name) ?? new Set<number>();
    // One without a number gets the next that is free.
    versions.set(definition.name, known.add(versionNumber(definition) ?? known.size + 1));
  }
  return new Map(
    [...versions].map(([name, numbers]) => {
      const text = names.claim(name, { fallback: "Message", forms: (wanted) => formsOf(wanted, numbers) });
      return [name, { typeName: typeNameOf(text), handlerName: methodNameOf(text), fileName: fileNameOf(text) }];
    }),
  );
}

function formsOf(text: string, versions: ReadonlySet<number>): readonly string[] {
  const typeName = typeNameOf(text);
  return [
    `export ${typeName}`,
    ...[...versions].flatMap((version) => [
      `export ${typeName}V${version}`,
      `export ${typeName}V${version}Headers`,
      `export ${typeName}V${version}Parameters`,
    ]),
    `method ${methodNameOf(text)}`,
    `file messages ${fileNameOf(text)}`,
  ];
}
