import type { TypeCases } from "../type-case.js";

export const retiredCases: TypeCases = {
  topic: "a version",
  given: "",
  cases: [
    {
      what: "that is retired, as a type",
      refused: 'import type { ParcelShippedV1 } from "build-4";\nexport type Old = ParcelShippedV1;',
      says: "'\"build-4\"' has no exported member named 'ParcelShippedV1'. Did you mean 'ParcelShipped'?",
      allowed: 'import type { ParcelShippedV1 } from "build-3";\nexport type Old = ParcelShippedV1;',
    },
    {
      what: "that is retired, as the payload of a descriptor",
      refused: 'import { ParcelShipped } from "build-4";\nexport const old = ParcelShipped.versions[1];',
      says: "Property '1' does not exist on type '{ readonly 2: VersionOf<{ 2: ParcelShippedV2; }, 2>; }'.",
      allowed: 'import { ParcelShipped } from "build-3";\nexport const old = ParcelShipped.versions[1];',
    },
  ],
};
