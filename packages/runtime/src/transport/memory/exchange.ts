import { ContractError } from "../../contract-error.js";
import type { ExchangeEntry } from "./definitions.js";
import { TopicTrie } from "./topic-trie.js";

/** Where a binding leads. */
export interface Destination {
  readonly kind: "queue" | "exchange";
  readonly name: string;
}

const TYPES = ["topic", "direct", "fanout"] as const;
type ExchangeType = (typeof TYPES)[number];

/** As many routes of one exchange are remembered; keys that carry an id would fill the memory otherwise. */
const REMEMBERED = 1_000;

/** An exchange with its bindings. It keeps no messages. */
export class MemoryExchange {
  readonly name: string;
  readonly type: ExchangeType;
  readonly #alternate: string | undefined;
  readonly #bindings = new Map<string, { readonly key: string; readonly to: Destination }>();
  #trie: TopicTrie<Destination> | undefined;
  readonly #routes = new Map<string, readonly Destination[]>();

  /** @throws ContractError `configuration` for a type that a broker in memory does not have */
  constructor({ name, type, arguments: args }: ExchangeEntry) {
    const known = TYPES.find((each) => each === type);
    if (known === undefined) {
      throw new ContractError(
        "configuration",
        `exchange "${name}" is of type "${type}"; memory has ${TYPES.join(", ")}`,
      );
    }
    this.name = name;
    this.type = known;
    const alternate = args?.["alternate-exchange"];
    this.#alternate = typeof alternate === "string" ? alternate : undefined;
  }

  /** Where what cannot be routed goes, unless a policy names another. */
  get alternate(): string | undefined {
    return this.#alternate;
  }

  bind(key: string, to: Destination): void {
    this.#bindings.set(`${to.kind}\n${to.name}\n${key}`, { key, to });
    this.#forget();
  }

  /** Takes away every binding to a destination that is gone. */
  unbindAll({ kind, name }: Destination): void {
    for (const [id, { to }] of this.#bindings) if (to.kind === kind && to.name === name) this.#bindings.delete(id);
    this.#forget();
  }

  /** Each destination once, in the order of the bindings. */
  route(key: string): readonly Destination[] {
    const known = this.#routes.get(key);
    if (known !== undefined) return known;
    const found = this.#find(key);
    if (this.#routes.size >= REMEMBERED) this.#routes.clear();
    this.#routes.set(key, found);
    return found;
  }

  #find(key: string): readonly Destination[] {
    const bindings = [...this.#bindings.values()];
    const fitting = this.type === "topic" ? this.#topics().match(key) : undefined;
    const fits = (binding: (typeof bindings)[number]): boolean =>
      fitting?.has(binding.to) ?? (this.type === "fanout" || binding.key === key);
    const found = new Map<string, Destination>();
    for (const binding of bindings) {
      if (fits(binding)) found.set(`${binding.to.kind}\n${binding.to.name}`, binding.to);
    }
    return [...found.values()];
  }

  #topics(): TopicTrie<Destination> {
    if (this.#trie === undefined) {
      this.#trie = new TopicTrie();
      for (const { key, to } of this.#bindings.values()) this.#trie.add(key, to);
    }
    return this.#trie;
  }

  #forget(): void {
    this.#trie = undefined;
    this.#routes.clear();
  }
}
