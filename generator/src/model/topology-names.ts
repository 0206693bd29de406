/** Names of what the retry ladder, the dead letters and the replies need on the broker, in one place. */
export const vhost = "/";
/** A wait queue dead-letters to it, with the routing key that is the name of the queue to return to. */
export const returnExchange = "insaka.return";
/** Takes what `insaka.return` finds no queue for, so that it blocks nobody else's retries. */
export const strayExchange = "insaka.stray";
/** Holds what `insaka.stray` took, for people to look at. */
export const strayQueue = "insaka.stray";
/** Takes dead letters; topic, so that topic permissions hold services to keys of their own. */
export const deadExchange = "insaka.dead";

/** Takes answers; topic, so that topic permissions hold services to the instances of those who ask them. */
export const replyExchange = "insaka.reply";
/** Matches the queue of every instance of every service. */
export const instanceQueues = "^[a-z0-9-]+\\.instance\\..+$";

/** The exchange that takes a message into the wait queue of a step. */
export function retryExchange(step: string): string {
  return `insaka.retry.${step}`;
}

/** The queue in which one service's messages wait for a step's time. */
export function waitQueue(service: string, step: string): string {
  return `${service}.wait.${step}`;
}

/** The dead-letter queue of a consumed queue. */
export function deadLetterQueue(queue: string): string {
  return `${queue}.dlq`;
}

/** A regular expression (PCRE, as the broker's) that matches exactly this text. */
export function escapePattern(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&");
}

/** A pattern, without its anchors, of the queues of all instances of some services. */
export function instancesOf(services: readonly string[]): string {
  const names = services.map(escapePattern);
  return `${names.length === 1 ? names[0] : `(${names.join("|")})`}\\.instance\\..+`;
}

/** A regular expression that matches exactly one of the texts; `^$`, which matches no resource, for none. */
export function exactly(texts: readonly string[]): string {
  return oneOf(texts.map(escapePattern));
}

/** A regular expression that matches what one of the patterns matches as a whole; `^$`, which matches no resource, for none. */
export function oneOf(alternatives: readonly string[]): string {
  if (alternatives.length === 0) return "^$";
  return alternatives.length === 1 ? `^${alternatives[0]}$` : `^(${alternatives.join("|")})$`;
}
