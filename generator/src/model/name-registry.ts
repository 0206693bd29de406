import { type Diagnostic, diagnostic } from "../diagnostic.js";
import type { Source } from "./source.js";

/** One name that something wants in the generated code. */
export interface Claim {
  /** A namespace: names of different scopes do not meet. */
  readonly scope: string;
  readonly name: string;
  /** What wants the name, the same for all its claims: two things that meet in several names are reported once. */
  readonly subject: string;
  /** For the message: what wants the name, for instance `the message "LoanApproved"`. */
  readonly owner: string;
  readonly source: Source;
}

/** Reports every name that two different things want, at each of the two places. */
export function findCollisions(claims: readonly Claim[]): readonly Diagnostic[] {
  const taken = new Map<string, Claim>();
  const reported = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const claim of claims) {
    if (claim.name === "") {
      const message = `No name for code can be made from ${claim.owner}.`;
      const hint = "Use at least one letter or digit.";
      diagnostics.push(diagnostic("identifier-missing", { at: claim.source, message, hint }));
      continue;
    }
    // Some file systems do not tell capitals from small letters.
    const key = `${claim.scope} ${claim.scope.startsWith("file") ? claim.name.toLowerCase() : claim.name}`;
    const first = taken.get(key);
    if (first === undefined) taken.set(key, claim);
    else if (first.owner !== claim.owner || first.source.pointer !== claim.source.pointer) {
      const pair = [first.subject, claim.subject].sort().join("\n");
      if (!reported.has(pair)) diagnostics.push(collision(first, claim), collision(claim, first));
      reported.add(pair);
    }
  }
  return diagnostics;
}

function collision(one: Claim, other: Claim): Diagnostic {
  const where = `${other.source.file}:${other.source.line}:${other.source.column}`;
  const message = `${capital(one.owner)} and ${other.owner} (${where}) both become "${one.name}".`;
  return diagnostic("identifier-collision", { at: one.source, message, hint: "Rename one of the two." });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
