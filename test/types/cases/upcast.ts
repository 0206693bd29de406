import type { TypeCases } from "../type-case.js";

const versions = (
  upcast: string,
): string => `export const Parcel = message<{ 1: ParcelShippedV1; 2: ParcelShippedV2 }, 2>({
  name: "ParcelShipped", current: 2, route: null,
  versions: { 1: { status: "deprecated", schema: true }, 2: { status: "current", schema: true${upcast} } },
});`;
const renamed = "({ parcelId, weight }) => ({ parcelId, kilograms: weight })";

export const upcastCases: TypeCases = {
  topic: "an upcaster",
  given: `import type { Upcaster } from "@insaka/runtime/codegen/v1";
import { message, refuse, rename } from "@insaka/runtime/codegen/v1";
import type { ParcelShippedV1, ParcelShippedV2 } from "build-3";
export type Used = [Upcaster<ParcelShippedV1, ParcelShippedV2>, typeof refuse, typeof rename];`,
  cases: [
    {
      what: "that is missing",
      refused: versions(""),
      says: "Property 'upcast' is missing in type '{ status: \"current\"; schema: true; }' but required in type '{ readonly upcast: readonly UpcastStep[] | Upcaster<ParcelShippedV1, ParcelShippedV2>; }'.",
      allowed: versions(', upcast: [rename("/weight", "kilograms")]'),
    },
    {
      what: "that takes another version",
      refused: versions(
        ", upcast: ({ parcelId, grams }: { parcelId: string; grams: number }) => ({ parcelId, kilograms: grams / 1000 })",
      ),
      says: "Property 'grams' is missing in type 'ParcelShippedV1' but required in type '{ parcelId: string; grams: number; }'.",
      allowed: versions(`, upcast: ${renamed}`),
    },
    {
      what: "that returns no message of the new version",
      refused: versions(", upcast: (old: ParcelShippedV1) => old"),
      says: "Property 'kilograms' is missing in type 'ParcelShippedV1' but required in type 'ParcelShippedV2'.",
      allowed: versions(`, upcast: ${renamed}`),
    },
    {
      what: "that leaves out a property, in a file of its own",
      refused: "export const upcast: Upcaster<ParcelShippedV1, ParcelShippedV2> = ({ parcelId }) => ({ parcelId });",
      says: "Property 'kilograms' is missing in type '{ parcelId: string; }' but required in type 'ParcelShippedV2'.",
      allowed: `export const upcast: Upcaster<ParcelShippedV1, ParcelShippedV2> = ${renamed};`,
    },
    {
      what: "that refuses without saying where",
      refused: 'export const upcast: Upcaster<ParcelShippedV1, ParcelShippedV2> = () => refuse("no weight");',
      says: "Expected 2 arguments, but got 1.",
      allowed:
        'export const upcast: Upcaster<ParcelShippedV1, ParcelShippedV2> = () => refuse("/weight", "no weight");',
    },
    {
      what: "that answers later",
      refused: `export const upcast: Upcaster<ParcelShippedV1, ParcelShippedV2> = async ${renamed};`,
      says: "Type 'Promise<{ parcelId: string; kilograms: number; }>' is not assignable to type 'ParcelShippedV2 | Refusal'.",
      allowed: `export const upcast: Upcaster<ParcelShippedV1, ParcelShippedV2> = ${renamed};`,
    },
  ],
};
