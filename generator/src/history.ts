import { contractsOf } from "./compat/contracts-of.js";
import { type MessageHistory, messageHistory } from "./compat/message-history.js";
import { type Diagnostic, hasErrors, sortDiagnostics } from "./diagnostic.js";
import { nearestName } from "./nearest-name.js";
import { planSource, readModel } from "./read-model.js";
import { readRegistry } from "./registry.js";

/** The history of a message, or why it cannot be told. */
export interface History {
  /** What file names are relative to; absolute. */
  readonly root: string;
  /** What is wrong with the registry, and what could not be read of the documents. */
  readonly diagnostics: readonly Diagnostic[];
  /** Null where nobody knows the message, or the documents cannot be read. */
  readonly history: MessageHistory | null;
  /** Where nobody knows the message: the known name that is most like it. */
  readonly nearest: string | null;
}

/**
 * Reads the whole history of a message: what was released, and what documents state now.
 * @param request - absolute path of the config, and the name on the wire
 * @throws ConfigNotFound where there is no config at the path given
 */
export async function history(request: { readonly config: string; readonly message: string }): Promise<History> {
  const { config, message } = request;
  const planned = await planSource({ config });
  const { plan } = planned;
  const none = { history: null, nearest: null };
  if (plan === undefined) return { ...none, root: planned.root, diagnostics: sortDiagnostics(planned.diagnostics) };
  const { model, diagnostics: found } = await readModel(plan);
  const registry = readRegistry(plan.registry, plan.root);
  const diagnostics = sortDiagnostics([...planned.diagnostics, ...found.read, ...registry.diagnostics]);
  if (hasErrors(found.read)) return { ...none, root: plan.root, diagnostics };
  const stated = contractsOf(model, plan.retention);
  const told = messageHistory(message, registry.released, stated);
  if (told !== undefined) return { root: plan.root, diagnostics, history: told, nearest: null };
  const names = new Set([...registry.released.keys(), ...stated.map(({ contract }) => contract.message)]);
  const byCase = [...names].find((name) => name.toLowerCase() === message.toLowerCase());
  return { ...none, root: plan.root, diagnostics, nearest: byCase ?? nearestName(message, names) ?? null };
}
