import type { ContractModel, Message, Operation } from "../model/contract-model.js";

/** What is asked of a model again and again, by name: looking through all of it each time takes minutes where there are thousands. */
interface ModelIndex {
  readonly messages: ReadonlyMap<string, { readonly message: Message; readonly place: number }>;
  readonly operations: ReadonlyMap<string, readonly Operation[]>;
}

/** A model is readonly: what was made of it holds as long as it does. */
const indexes = new WeakMap<ContractModel, ModelIndex>();

/** The messages of these names, each once, in the model's order; without those that it does not have. */
export function messagesNamed(model: ContractModel, names: Iterable<string>): readonly Message[] {
  const { messages } = indexOf(model);
  const found = new Set([...names].flatMap((name) => messages.get(name) ?? []));
  return [...found].sort((one, other) => one.place - other.place).map(({ message }) => message);
}

/** What a service does, in the model's order. */
export function operationsOfService(model: ContractModel, service: string): readonly Operation[] {
  return indexOf(model).operations.get(service) ?? [];
}

function indexOf(model: ContractModel): ModelIndex {
  const known = indexes.get(model) ?? build(model);
  indexes.set(model, known);
  return known;
}

function build(model: ContractModel): ModelIndex {
  const operations = new Map<string, Operation[]>();
  for (const operation of model.operations) {
    const own = operations.get(operation.service);
    if (own === undefined) operations.set(operation.service, [operation]);
    else own.push(operation);
  }
  return {
    messages: new Map(model.messages.map((message, place) => [message.name, { message, place }])),
    operations,
  };
}
