import { createHash } from "node:crypto";
import type { ContractModel, Version } from "../model/contract-model.js";
import { inWords, type Memory } from "../recall.js";

/**
 * Versions in which the rules that look at a version's schema and examples alone find nothing. Such a version is not looked at again as long
 * as it says the same.
 */
export class SoundVersions {
  readonly #memory: Memory;
  /** SHA-256 of what all versions may refer to, and of how they are judged. */
  readonly #common: string;
  readonly #known = new Map<Version, boolean>();
  readonly #faulty = new Set<Version>();

  constructor({ model, mode }: { readonly model: ContractModel; readonly mode: string }, memory: Memory) {
    this.#memory = memory;
    const types = model.types.map(({ name, documented }) => [name, documented]);
    this.#common = createHash("sha256")
      .update(inWords([mode, types]))
      .digest("base64url");
  }

  isKnown(version: Version): boolean {
    const known = this.#known.get(version) ?? this.#memory.get("sound", this.#words(version)) !== undefined;
    this.#known.set(version, known);
    return known;
  }

  foundIn(version: Version): void {
    this.#faulty.add(version);
  }

  /** Every rule has been asked. */
  remember(): void {
    for (const [version, isKnown] of this.#known)
      if (!isKnown && !this.#faulty.has(version)) this.#memory.set("sound", this.#words(version), true);
  }

  /** The canonical schema follows from the documented one and the types. */
  #words({ documented, examples }: Version): readonly string[] {
    return [this.#common, inWords(documented), ...examples.map(({ payload }) => inWords(payload))];
  }
}
