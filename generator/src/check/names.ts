import { basename } from "node:path/posix";
import type { Finding } from "../diagnostic.js";
import type { CheckContext, Rule } from "./rule.js";

/** Names that people type, and that permissions are made of. */
export const names: readonly Rule[] = [
  {
    id: "service-name-illegal",
    purpose: "A service's name begins its queues and its routing keys, and is its account at the broker.",
    severity: "error",
    applies: "house",
    check: serviceNames,
  },
  {
    id: "queue-name-illegal",
    purpose: "A queue's name begins with its service's, so that permissions and wait queues can tell whose it is.",
    severity: "error",
    applies: "house",
    check: queueNames,
  },
  {
    id: "exchange-illegal",
    purpose: "Only durable exchanges outlive a restart, and only topic exchanges let the broker check routing keys.",
    severity: "error",
    applies: "house",
    check: exchanges,
  },
];

/** Accounts and prefixes that are the broker's or ours: importing a user `guest` would redefine the broker's own. */
const reservedServices: ReadonlySet<string> = new Set(["amq", "insaka", "guest"]);

/** Parts of a queue's name that say what the queue is for: wait queues, queues of one instance, dead-letter queues. */
const reservedPart = /\.(?:wait|instance)(?:\.|$)|\.dlq$/;

function serviceNames({ model }: CheckContext): readonly Finding[] {
  return model.services.flatMap(({ name, source }) => {
    const file = basename(source.file).replace(/(?:\.asyncapi)?\.(?:ya?ml|json)$/, "");
    if (!/^[a-z][a-z0-9-]*$/.test(name)) {
      const message = `The title "${name}" is no name of a service.`;
      return [{ at: source, message, hint: "Use small letters, digits and hyphens: loan-origination." }];
    }
    if (reservedServices.has(name)) {
      return [
        { at: source, message: `The name "${name}" belongs to the broker or to us.`, hint: "Choose another name." },
      ];
    }
    if (name === file) return [];
    const message = `The title "${name}" differs from the name of its file, "${file}".`;
    return [{ at: source, message, hint: `Call the file ${name}.asyncapi.yaml, or correct the title.` }];
  });
}

function queueNames({ model }: CheckContext): readonly Finding[] {
  return model.operations.flatMap((operation) => {
    if (operation.action !== "receive") return [];
    const { queue, service, source } = operation;
    const part = reservedPart.exec(queue)?.[0];
    if (part !== undefined) {
      const message = `The queue "${queue}" is named like one of ours ("${part}").`;
      return [
        {
          at: source,
          message,
          hint: "Wait queues, dead-letter queues and queues of an instance are made by insaka: choose another name.",
        },
      ];
    }
    if (!queue.startsWith(`${service}.`)) {
      const name = /^[a-z][a-z0-9-]*$/.test(service) ? service : "<service>";
      const hint = `Call it ${name}.${queue.replace(/^[^.]*\./, "")}.`;
      return [{ at: source, message: `The queue "${queue}" does not begin with "${service}.".`, hint }];
    }
    if (/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(queue) && queue.length <= 200) return [];
    const hint = "Use words of small letters, digits and hyphens with dots between them, 200 characters at most.";
    return [{ at: source, message: `"${queue}" is no name of a queue.`, hint }];
  });
}

function exchanges({ model }: CheckContext): readonly Finding[] {
  return model.topology.exchanges.flatMap(({ name, type, durable, autoDelete, source }): readonly Finding[] => {
    if (source.pointer.startsWith("/operations")) return [];
    const at = source;
    if (/^(?:amq|insaka)\./.test(name)) {
      return [{ at, message: `The name "${name}" belongs to the broker or to us.`, hint: "Choose another name." }];
    }
    if (!/^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/.test(name) || name.length > 200) {
      const hint = "Use words of small letters, digits and hyphens with dots between them, 200 characters at most.";
      return [{ at, message: `"${name}" is no name of an exchange.`, hint }];
    }
    if (!durable || autoDelete) {
      const hint = "Give it durable: true and no autoDelete.";
      return [{ at, message: `The exchange "${name}" does not outlive a restart or its last binding.`, hint }];
    }
    if (type === "topic") return [];
    const message = `The exchange "${name}" is of type ${type}: the broker checks routing keys at topic exchanges only.`;
    return [{ at, message, hint: "Give it type: topic." }];
  });
}
