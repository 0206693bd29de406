import type { Modelina } from "./modelina.js";

/** One class or enumeration as text. */
export interface RenderedModel {
  readonly name: string;
  readonly text: string;
}

/** Where the models of one version of a message go. */
export interface ModelPlace {
  /** `loan_approved_v1`: letters of ASCII, digits and low lines; of no other version. */
  readonly key: string;
  /** `LoanApproved`, for languages whose namespaces have capitals. */
  readonly typeName: string;
  readonly version: number;
  /** The document and place that the models follow from. */
  readonly source: string;
}

/** What Modelina's generators have in common that is used here. */
export interface ModelGenerator {
  generate(input: Modelina.InputMetaModel): Promise<readonly { readonly modelName: string; readonly result: string }[]>;
}

/** A language: how Modelina is to write it, and into which files that goes. */
export interface ModelWriter {
  /** Makes what makes the texts; once for each run. */
  generator(modelina: typeof Modelina): ModelGenerator;
  /** Files by path within the language's folder. */
  files(models: readonly RenderedModel[], place: ModelPlace): ReadonlyMap<string, string>;
  /** Files that all the models together need, for instance a package's own. */
  frame?(places: readonly ModelPlace[]): ReadonlyMap<string, string>;
}
