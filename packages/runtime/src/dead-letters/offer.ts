import type { QueueDescriptor } from "../message/descriptor.js";
import type { DeadLetter } from "./dead-letter.js";
import type { LetterFacts } from "./read-dead-letter.js";

/** What a build reads: a generated consumer factory says so. */
export interface Reads {
  readonly queues: readonly QueueDescriptor[];
}

/** Whether a letter that an older build could not read is offered to this one. */
export function offer(letter: LetterFacts, reads: Reads | undefined): Pick<DeadLetter, "offered" | "because"> {
  const { class: kind, queue, message, version } = letter;
  if (kind !== "newer-than-build") return kept(`it is ${kind}, not too new: replay it when its cause is mended`);
  if (reads === undefined) return kept("nobody said what this build reads");
  const descriptor = reads.queues.find((each) => each.queue === queue);
  if (descriptor === undefined) return kept(`this build does not consume ${queue}`);
  const read = Object.values(descriptor.messages).find((each) => each.message.name === message);
  if (read === undefined || version === undefined) return kept(`this build does not receive it from ${queue}`);
  if (read.reads.includes(version)) return { offered: true, because: `this build reads version ${version}` };
  if (read.message.retired?.includes(version)) return kept(`version ${version} is retired`);
  return kept(`this build reads up to version ${Math.max(...read.reads)}, not version ${version}`);
}

function kept(because: string): Pick<DeadLetter, "offered" | "because"> {
  return { offered: false, because };
}
