import { definitions } from "@intellifin/contracts/definitions";

/** Replies go to the queue that their routing key names. */
const REPLY_EXCHANGE = "insaka.reply";

/** The queues that must get a message: every message that was confirmed has to end in each of them, or it is lost. */
export function expectedQueues(exchange: string, routingKey: string): readonly string[] {
  if (exchange === REPLY_EXCHANGE) return [routingKey];
  const bound = definitions.bindings.filter(
    ({ source, routing_key }) => source === exchange && topicPattern(routing_key).test(routingKey),
  );
  return [...new Set(bound.map(({ destination }) => destination))].sort();
}

/** `*` is one word, `#` any number of words, none included. */
function topicPattern(pattern: string): RegExp {
  const words = pattern.split(".").map((word) => (word === "*" ? "[^.]+" : word === "#" ? "#" : literally(word)));
  const text = words.join("\\.");
  return new RegExp(
    `^${text.replaceAll("#\\.", "(?:[^.]+\\.)*").replaceAll("\\.#", "(?:\\.[^.]+)*").replace(/^#$/, ".*")}$`,
  );
}

function literally(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&");
}
