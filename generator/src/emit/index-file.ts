import { type Emitter, inContracts } from "./emitter.js";
import { receivedMessages, sentMessages } from "./service-messages.js";
import { generatedHeader } from "./templates.js";

/** The entry that exports every name by name. */
export const indexFile: Emitter = {
  name: "index",
  emit(model, target) {
    const lines: string[] = [];
    for (const message of model.messages) {
      const path = `"./messages/${message.fileName}.js"`;
      lines.push(`export { ${message.typeName} } from ${path};`);
      lines.push(`export type { ${message.versions.map(({ typeName }) => typeName).join(", ")} } from ${path};`);
    }
    for (const { name, identifier, typeName, fileName } of model.services) {
      const path = `"./services/${fileName}.js"`;
      const roles = [
        ...(receivedMessages(model, name).length > 0 ? [["Consumer", "Receives"]] : []),
        ...(sentMessages(model, name).length > 0 ? [["Publisher", "Sends"]] : []),
      ];
      if (roles.length === 0) continue;
      lines.push(`export { ${roles.map(([value]) => `${identifier}${value}`).join(", ")} } from ${path};`);
      lines.push(`export type { ${roles.map(([, type]) => `${typeName}${type}`).join(", ")} } from ${path};`);
    }
    for (const { name, fileName } of model.types) lines.push(`export type { ${name} } from "./types/${fileName}.js";`);
    if (lines.length === 0) lines.push("export {};");
    return new Map([[inContracts(target, "index.ts"), `${generatedHeader}\n${lines.join("\n")}\n`]]);
  },
};
