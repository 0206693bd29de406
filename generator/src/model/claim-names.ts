import type { ContractModel, Operation } from "./contract-model.js";
import type { Claim } from "./name-registry.js";

/** Every name that the generated code will export, every file that it will have, every name on a publisher or consumer. */
export function claimNames(model: ContractModel): readonly Claim[] {
  return [...messageClaims(model), ...serviceClaims(model), ...typeClaims(model), ...memberClaims(model)];
}

function messageClaims(model: ContractModel): readonly Claim[] {
  return model.messages.flatMap((message) => {
    const { source } = message;
    const live = message.versions.filter(({ status }) => status !== "retired");
    if (live.length === 0) return [];
    const owner = `the message "${message.name}"`;
    const subject = owner;
    return [
      { scope: "export", name: message.typeName, subject, owner, source },
      { scope: "file messages", name: message.fileName, subject, owner, source },
      ...[
        ...new Set(
          live.flatMap(({ typeName, ownHeaders }) => [typeName, ...(ownHeaders === null ? [] : [ownHeaders.typeName])]),
        ),
      ].map((name) => ({
        scope: "export",
        name,
        subject,
        owner: `a version of "${message.name}"`,
        source,
      })),
    ];
  });
}

function serviceClaims(model: ContractModel): readonly Claim[] {
  const operations = new Map<string, Operation[]>();
  for (const operation of model.operations) {
    const known = operations.get(operation.service);
    if (known === undefined) operations.set(operation.service, [operation]);
    else known.push(operation);
  }
  return model.services.flatMap(({ name, identifier, typeName, fileName, source }) => {
    const owner = `the service "${name}"`;
    const claim = (scope: string, wanted: string): Claim => ({ scope, name: wanted, subject: owner, owner, source });
    if (identifier === "") return [claim("file services", fileName)];
    const own = operations.get(name) ?? [];
    const asks = own.some((operation) => operation.action === "send" && operation.reply !== null);
    const listens = own.some(({ action }) => action === "broadcast");
    return [
      claim("file services", fileName),
      claim("export", `${typeName}Sends`),
      claim("export", `${typeName}Receives`),
      claim("export", `${identifier}Publisher`),
      claim("export", `${identifier}Consumer`),
      ...(asks ? [claim("export", `${typeName}Requests`), claim("export", `${identifier}Requester`)] : []),
      ...(listens ? [claim("export", `${typeName}Broadcasts`), claim("export", `${identifier}BroadcastConsumer`)] : []),
    ];
  });
}

function typeClaims(model: ContractModel): readonly Claim[] {
  return model.types.flatMap(({ name, fileName, source }) => {
    const owner = `the shared type at ${source.file}#${source.pointer}`;
    return [
      { scope: "export", name, subject: owner, owner, source },
      { scope: "file types", name: fileName, subject: owner, owner, source },
    ];
  });
}

/** Within one publisher, requester or consumer, and among the answers to one request, each message needs a name of its own. */
function memberClaims(model: ContractModel): readonly Claim[] {
  const handlers = new Map(model.messages.map(({ name, handlerName }) => [name, handlerName]));
  const claims = new Map<string, Claim>();
  for (const operation of model.operations) {
    for (const { message, handlerName, source } of operation.messages) {
      const scope = `${isRequest(operation) ? "ask" : operation.action} ${operation.service}`;
      const place = operation.action === "receive" ? ` from the queue "${operation.queue}"` : "";
      const owner = `the message "${message}"${place}`;
      const subject = `the message "${message}"`;
      const name = handlerName ?? handlers.get(message) ?? "";
      claims.set(`${scope} ${owner} ${name}`, { scope, name, subject, owner, source });
    }
    for (const { message, source } of operation.action === "broadcast" ? [] : (operation.reply?.messages ?? [])) {
      const scope = `reply ${operation.service} ${operation.name}`;
      const owner = `the message "${message}"`;
      claims.set(`${scope} ${owner}`, { scope, name: handlers.get(message) ?? "", subject: owner, owner, source });
    }
  }
  return [...claims.values()];
}

function isRequest(operation: Operation): boolean {
  return operation.action === "send" && operation.reply !== null;
}
