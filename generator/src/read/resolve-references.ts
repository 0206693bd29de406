import { type Diagnostic, diagnostic } from "../diagnostic.js";
import { nearestName } from "../nearest-name.js";
import { type DocumentSet, follow, placeKey, placeOf, type References, type SourceFile } from "./document-set.js";
import type { FoundReference } from "./find-references.js";
import { child, isMapping, type Node, splitPointer } from "./node.js";

/** A reference together with the file that its text names. */
export interface AimedReference extends FoundReference {
  /** Name of the file, which may be missing from the set where it could not be read. */
  readonly file: string;
  /** The part behind `#`, percent-decoded. */
  readonly fragment: string;
}

/**
 * Follows every reference one step. What leads nowhere, or only in a circle, is reported; a reference into a file that
 * could not be read is not, because that file has been.
 */
export function resolveReferences(
  set: Omit<DocumentSet, "references" | "upcasters">,
  aimed: readonly AimedReference[],
): { readonly references: References; readonly diagnostics: readonly Diagnostic[] } {
  const references = new Map<unknown, Node>();
  const all: DocumentSet = { ...set, references, upcasters: new Map() };
  const diagnostics: Diagnostic[] = [];
  let pending = aimed;
  // A pointer may lead through another reference, which may not be known yet: go round until nothing more is found.
  for (let before = -1; before !== references.size; ) {
    before = references.size;
    const left: AimedReference[] = [];
    // Many lead to the same place. What is not found may be found in the next round.
    const found = new Map<string, Node | undefined>();
    for (const reference of pending) {
      const target = placeKey({ file: reference.file, pointer: reference.fragment });
      if (!found.has(target)) found.set(target, walk(all, reference).found);
      const node = found.get(target);
      if (node === undefined) left.push(reference);
      else references.set(reference.at.value, node);
    }
    pending = left;
  }
  for (const reference of pending) {
    const file = set.files.get(reference.file);
    if (file !== undefined && !set.broken.has(reference.file)) diagnostics.push(notFound(all, reference, file));
  }
  for (const reference of aimed) {
    if (references.has(reference.at.value) && follow(all, reference.at) === undefined && isCircle(all, reference)) {
      diagnostics.push(circle(all, reference));
    }
  }
  return { references, diagnostics };
}

interface Walk {
  readonly found?: Node;
  /** The last place reached, and the token that is not there. */
  readonly stoppedAt?: Node;
  readonly missing?: string;
}

function walk(set: DocumentSet, reference: AimedReference): Walk {
  const file = set.files.get(reference.file);
  // A "~" that escapes nothing stands for itself, as the official parser has it.
  const tokens = splitPointer(reference.fragment.replaceAll(/~(?![01])/g, "~0"));
  if (file === undefined || tokens === undefined) return {};
  let at: Node = { file: file.path, pointer: "", value: file.value };
  for (const token of tokens) {
    const through = child(at, token) === undefined ? follow(set, at) : at;
    const next = through === undefined ? undefined : child(through, token);
    if (next === undefined) return { stoppedAt: through ?? at, missing: token };
    at = next;
  }
  return { found: at };
}

function notFound(set: DocumentSet, reference: AimedReference, file: SourceFile): Diagnostic {
  const at = placeOf(set, { ...reference.at, pointer: `${reference.at.pointer}/$ref` }, "value");
  const { stoppedAt, missing } = walk(set, reference);
  if (missing === undefined || stoppedAt === undefined) {
    const message = `"${reference.ref}" is not a reference: what follows "#" must be a JSON pointer.`;
    return diagnostic("ref-not-found", { at, message, hint: 'Write it as "#/components/messages/Name".' });
  }
  const names = isMapping(stoppedAt.value) ? Object.keys(stoppedAt.value) : [];
  const nearest = nearestName(missing, names);
  const where = `${stoppedAt.file}#${stoppedAt.pointer}`;
  const message = `"${reference.ref}" leads nowhere: there is no "${missing}" in ${where}.`;
  const hint =
    nearest === undefined
      ? `Add "${missing}" to ${file.path}, or correct the reference.`
      : `Did you mean "${nearest}"?`;
  return diagnostic("ref-not-found", { at, message, hint });
}

function isCircle(set: DocumentSet, reference: AimedReference): boolean {
  const seen = new Set<unknown>();
  let at: Node | undefined = reference.at;
  while (at !== undefined) {
    if (seen.has(at.value)) return at.value === reference.at.value;
    seen.add(at.value);
    at = set.references.get(at.value);
  }
  return false;
}

function circle(set: DocumentSet, reference: AimedReference): Diagnostic {
  const at = placeOf(set, { ...reference.at, pointer: `${reference.at.pointer}/$ref` }, "value");
  const message = `"${reference.ref}" leads back to itself and never to a value.`;
  return diagnostic("ref-circular", {
    at,
    message,
    hint: "Let one of the references of the circle be the value itself.",
  });
}
