import type { Part } from "./baseline.js";
import type { Contract } from "./contract.js";
import { propertyPointer } from "./property-pointer.js";

/** A JSON pointer into a contract: where a part of it stands. That of the whole, which is empty, for a part that it lacks. */
export function partPointer(contract: Contract, part: Part): string {
  switch (part.in) {
    case "payload":
      return `/payload${propertyPointer(contract.payload, part.pointer)}`;
    case "headers":
      return contract.headers === null ? "" : `/headers${propertyPointer(contract.headers, part.pointer)}`;
    case "upcast":
      return contract.upcast === null ? "" : "/upcast";
    case "sender":
    case "receiver": {
      const parties: readonly { readonly service: string; readonly operation: string }[] = contract[`${part.in}s`];
      const index = parties.findIndex((party) => party.service === part.service && party.operation === part.operation);
      return index < 0 ? "" : `/${part.in}s/${index}`;
    }
    default:
      return "";
  }
}
