import type { Version } from "../model/contract-model.js";
import { type Emitter, inContracts } from "./emitter.js";
import { liveVersions } from "./live-versions.js";
import { serviceRoles } from "./service-roles.js";
import { generatedHeader } from "./templates.js";

function typeNames({ typeName, ownHeaders }: Version): readonly string[] {
  return ownHeaders === null ? [typeName] : [typeName, ownHeaders.typeName];
}

/** The entry that exports every name by name. */
export const indexFile: Emitter = {
  name: "index",
  emit(model, target) {
    const lines: string[] = [];
    for (const message of model.messages) {
      const versions = liveVersions(message);
      if (versions.length === 0) continue;
      const path = `"./messages/${message.fileName}.js"`;
      lines.push(`export { ${message.typeName} } from ${path};`);
      lines.push(`export type { ${versions.flatMap(typeNames).join(", ")} } from ${path};`);
    }
    for (const service of model.services) {
      const path = `"./services/${service.fileName}.js"`;
      const roles = serviceRoles(model, service);
      if (roles.length === 0) continue;
      const values = roles.map(({ value }) => `${service.identifier}${value}`).sort();
      const types = roles.map(({ type }) => `${service.typeName}${type}`).sort();
      lines.push(`export { ${values.join(", ")} } from ${path};`);
      lines.push(`export type { ${types.join(", ")} } from ${path};`);
    }
    for (const { name, fileName } of model.types) lines.push(`export type { ${name} } from "./types/${fileName}.js";`);
    if (lines.length === 0) lines.push("export {};");
    return new Map([[inContracts(target, "index.ts"), `${generatedHeader}\n${lines.join("\n")}\n`]]);
  },
};
