import type { JsonSchema } from "@insaka/schema";
import type { Part } from "./baseline.js";
import type { Contract } from "./contract.js";
import { propertyPointer } from "./property-pointer.js";

/** A JSON pointer into a contract: where a part of it stands. That of the whole, which is empty, for a part that it lacks. */
export function partPointer(contract: Contract, part: Part): string {
  switch (part.in) {
    case "payload": {
      const view = part.viewOf === undefined ? undefined : viewIn(contract, part.viewOf);
      if (view !== undefined) return `${view.at}${propertyPointer(view.schema, part.pointer)}`;
      return `/payload${propertyPointer(contract.payload, part.pointer)}`;
    }
    case "headers":
      return contract.headers === null ? "" : `/headers${propertyPointer(contract.headers, part.pointer)}`;
    case "upcast":
      return contract.upcast === null ? "" : "/upcast";
    case "sender":
    case "receiver": {
      const index = indexOf(contract[`${part.in}s`], part);
      return index < 0 ? "" : `/${part.in}s/${index}`;
    }
    default:
      return "";
  }
}

interface Named {
  readonly service: string;
  readonly operation: string;
}

function indexOf(parties: readonly Named[], { service, operation }: Named): number {
  return parties.findIndex((party) => party.service === service && party.operation === operation);
}

/** What a party restates of the payload, and where it stands. */
function viewIn(contract: Contract, who: Named): { readonly at: string; readonly schema: JsonSchema } | undefined {
  for (const name of ["senders", "receivers"] as const) {
    const index = indexOf(contract[name], who);
    const schema = contract[name][index]?.view;
    if (schema !== undefined) return { at: `/${name}/${index}/view`, schema };
  }
  return undefined;
}
