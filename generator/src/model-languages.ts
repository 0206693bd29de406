/** The languages besides TypeScript that models of payloads can be made in. */
export const modelLanguages = ["csharp", "java", "python", "go"] as const;

/** One of them. */
export type ModelLanguage = (typeof modelLanguages)[number];

/** Which models to make, and where they go. */
export interface ModelsRequest {
  /** Each once. */
  readonly languages: readonly ModelLanguage[];
  /** Absolute; a folder for each language is made in it. Absent for `models` in the folder that the rest goes to. */
  readonly out?: string;
}

/** True for the name of such a language. */
export function isModelLanguage(name: string): name is ModelLanguage {
  return modelLanguages.some((language) => language === name);
}

/** Models were asked for, and what makes them is not there. */
export class ModelinaMissing extends Error {
  constructor() {
    super(
      "Models in other languages are made by @asyncapi/modelina, which is not installed: it is large, and who writes TypeScript alone does not need it.\n" +
        "Install it beside insaka: npm install --save-dev @asyncapi/modelina@5",
    );
    this.name = "ModelinaMissing";
  }
}
