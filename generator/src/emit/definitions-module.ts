import { inWords, recall } from "../recall.js";
import { brokerDefinitions } from "./broker-definitions.js";
import { type Emitter, inContracts } from "./emitter.js";
import { literal } from "./literal.js";
import { generatedHeader, template } from "./templates.js";

/**
 * The broker's definitions for programs: for tests without a broker, and for tools. A module of its own, which no other one
 * imports, so that a service which only sends and receives does not carry them.
 */
export const definitionsModule: Emitter = {
  name: "definitions module",
  emit({ topology }, target) {
    if (topology.exchanges.length === 0 && topology.queues.length === 0) return new Map();
    const definitions = brokerDefinitions(topology);
    const text = recall(target.memory, "definitions-module", [inWords(definitions)], () =>
      frame({ header: generatedHeader, definitions: literal(definitions) }),
    );
    return new Map([[inContracts(target, "definitions.ts"), text]]);
  },
};

/**
 * The type is written out: it needs no import, and whoever takes definitions knows RabbitMQ's form of them. As an alias it also
 * suits who takes further keys; an interface would not.
 */
const frame = template<{ readonly header: string; readonly definitions: string }>(`{{header}}

/** Arguments of an exchange, a queue or a binding, or what a policy sets. */
export type DefinitionArguments = Readonly<Record<string, string | number | boolean>>;

/** What the broker must hold, in the form in which RabbitMQ imports and exports it. */
export type Definitions = {
  readonly vhosts: readonly { readonly name: string }[];
  readonly users: readonly { readonly name: string; readonly tags: readonly string[]; readonly limits: DefinitionArguments }[];
  readonly permissions: readonly {
    readonly user: string;
    readonly vhost: string;
    readonly configure: string;
    readonly write: string;
    readonly read: string;
  }[];
  readonly topic_permissions: readonly {
    readonly user: string;
    readonly vhost: string;
    readonly exchange: string;
    readonly write: string;
    readonly read: string;
  }[];
  readonly policies: readonly {
    readonly vhost: string;
    readonly name: string;
    readonly pattern: string;
    readonly "apply-to": string;
    readonly priority: number;
    readonly definition: DefinitionArguments;
  }[];
  readonly exchanges: readonly {
    readonly name: string;
    readonly vhost: string;
    readonly type: string;
    readonly durable: boolean;
    readonly auto_delete: boolean;
    readonly internal: boolean;
    readonly arguments: DefinitionArguments;
  }[];
  readonly queues: readonly {
    readonly name: string;
    readonly vhost: string;
    readonly durable: boolean;
    readonly auto_delete: boolean;
    readonly arguments: DefinitionArguments;
  }[];
  readonly bindings: readonly {
    readonly source: string;
    readonly vhost: string;
    readonly destination: string;
    readonly destination_type: string;
    readonly routing_key: string;
    readonly arguments: DefinitionArguments;
  }[];
};

/** Exchanges, queues, bindings, policies and accounts as the documents ask for them. No account has a password. */
export const definitions: Definitions = {{definitions}};
`);
