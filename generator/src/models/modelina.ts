import type * as Modelina from "@asyncapi/modelina";
import { ModelinaMissing } from "../model-languages.js";
import { load } from "../package-folder.js";

export type { Modelina };

/**
 * Modelina: 188 MB and most of a second to load, so an optional package that is loaded at the first model. The one place that knows it.
 * @throws ModelinaMissing where it is not installed
 */
export function loadModelina(): typeof Modelina {
  try {
    load.resolve("@asyncapi/modelina");
  } catch {
    throw new ModelinaMissing();
  }
  return load("@asyncapi/modelina") as typeof Modelina;
}

/** The version that is installed. */
export function modelinaVersion(): string {
  const { version } = load("@asyncapi/modelina/package.json") as { readonly version: string };
  return version;
}
