import type { Message, Upcast, Version } from "../model/contract-model.js";

/** The versions that somebody may still meet. Of retired ones nothing is emitted but their numbers. */
export function liveVersions({ versions }: Message): readonly Version[] {
  return versions.filter(({ status }) => status !== "retired");
}

/** The numbers of the retired versions. */
export function retiredVersions({ versions }: Message): readonly number[] {
  return versions.filter(({ status }) => status === "retired").map(({ version }) => version);
}

/** The way to a version from the one before; null where there is none that anybody may come from. */
export function upcastTo(message: Message, { version, upcast }: Version): Upcast | null {
  return liveVersions(message).some((before) => before.version === version - 1) ? upcast : null;
}
