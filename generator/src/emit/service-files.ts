import type { ContractModel, Message, Service } from "../model/contract-model.js";
import { type Emitter, inContracts } from "./emitter.js";
import { fileText } from "./file-frame.js";
import { headerTypeNames } from "./header-types.js";
import type { ServiceRole } from "./service-role.js";
import { serviceRoles } from "./service-roles.js";

/** One file for each service: its publisher, its requester, its consumer and its broadcast consumer. */
export const serviceFiles: Emitter = {
  name: "services",
  emit(model, target) {
    const files = new Map<string, string>();
    for (const service of model.services) {
      const text = serviceFile(model, service);
      if (text !== undefined) files.set(inContracts(target, `services/${service.fileName}.ts`), text);
    }
    return files;
  },
};

function serviceFile(model: ContractModel, service: Service): string | undefined {
  const roles = serviceRoles(model, service);
  if (roles.length === 0) return undefined;
  const values = roles.flatMap(({ imports }) => imports.values).sort();
  const types = [...new Set(roles.flatMap(({ imports }) => imports.types))].sort();
  return fileText({
    source: service.source.file.replace(/[\r\n\u2028\u2029]+/g, " "),
    imports: [
      `import { ${values.join(", ")} } from "@insaka/runtime/codegen/v1";`,
      `import type { ${types.join(", ")} } from "@insaka/runtime/codegen/v1";`,
      ...messageImports(roles.flatMap(({ uses }) => uses)),
    ],
    parts: roles.flatMap(({ parts }) => parts),
  });
}

function messageImports(uses: ServiceRole["uses"]): readonly string[] {
  const files = new Map<string, { readonly message: Message; readonly types: Set<string> }>();
  for (const { message, version, reads = [version.version] } of uses) {
    const used = files.get(message.fileName) ?? { message, types: new Set<string>() };
    files.set(message.fileName, used);
    used.types.add(version.typeName);
    for (const name of headerTypeNames(message, reads)) used.types.add(name);
  }
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.flatMap(([fileName, { message, types }]) => [
    `import { ${message.typeName} } from "../messages/${fileName}.js";`,
    `import type { ${[...types].sort().join(", ")} } from "../messages/${fileName}.js";`,
  ]);
}
