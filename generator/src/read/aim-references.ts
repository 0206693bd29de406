import { dirname, join } from "node:path/posix";
import type { FoundReference } from "./find-references.js";
import type { AimedReference } from "./resolve-references.js";

/** Why a `$ref`'s text names no file that may be read. */
export interface AimFault {
  readonly code: "ref-not-found" | "ref-outside-folder" | "ref-remote";
  readonly message: string;
  readonly hint: string;
}

/** Reads the text of a `$ref`: which file it means and which pointer in it. Whether either exists is not known yet. */
export function aimReference(reference: FoundReference): AimedReference | AimFault {
  const { ref } = reference;
  if (/^[a-z][a-z0-9+.-]+:/i.test(ref) || ref.startsWith("//")) {
    const hint = "Copy what it refers to into the documents' folder and refer to it there.";
    return { code: "ref-remote", message: `"${ref}" is remote: documents refer to files beside them only.`, hint };
  }
  const [path = "", fragment = ""] = splitOnce(ref, "#");
  // Who writes on Windows writes "\\" for "/", and the official parser reads it so.
  const decoded = decode(path).replaceAll("\\", "/");
  const pointer = decode(fragment);
  if (decoded.includes("\0")) {
    const hint = "Correct the path; it is relative to this file.";
    return { code: "ref-not-found", message: `"${ref}" is not a reference: it holds a NUL.`, hint };
  }
  if (decoded.startsWith("/")) {
    const hint = "Write the path relative to this file.";
    return { code: "ref-outside-folder", message: `"${ref}" is not a relative path.`, hint };
  }
  const file = decoded === "" ? reference.at.file : join(dirname(reference.at.file), decoded);
  return { ...reference, file, fragment: pointer };
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, ""] : [text.slice(0, index), text.slice(index + 1)];
}

/** What is no percent-encoding stands for itself: names have a "%" at times. */
function decode(text: string): string {
  if (!text.includes("%")) return text;
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}
