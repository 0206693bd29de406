import type { JsonSchema, UpcastStep } from "@insaka/schema";
import type { Revision } from "../baseline.js";
import { canonicalJson } from "../canonical-json.js";
import type { VersionCase } from "../check/version-case.js";
import type { ContractUpcast } from "../contract.js";

/** A way from one version to the next that has to be proved again, because one of its ends or it itself has changed. */
export interface ChangedUpcast {
  readonly message: string;
  readonly from: { readonly version: number; readonly schema: JsonSchema; readonly revision: Revision };
  readonly to: { readonly version: number; readonly schema: JsonSchema; readonly revision: Revision };
  readonly upcast: ContractUpcast;
  /** The steps of the last release, where the way is steps, was released, and leads elsewhere now; else null. */
  readonly before: readonly UpcastStep[] | null;
}

/** Every way that this change touches. What nobody has touched was proved when it was released. */
export function changedUpcasts(cases: readonly VersionCase[]): readonly ChangedUpcast[] {
  const byVersion = new Map(cases.map((each) => [`${each.message} ${each.version}`, each]));
  return cases.flatMap((to): readonly ChangedUpcast[] => {
    const from = byVersion.get(`${to.message} ${to.version - 1}`);
    const upcast = to.now?.contract.upcast ?? null;
    if (from === undefined || from.now === null || to.now === null || upcast === null) return [];
    if (to.now.contract.status === "retired" || from.now.contract.status === "retired") return [];
    if (!touched(from, to)) return [];
    const then = to.latest?.contract.upcast ?? null;
    const edited = then?.by === "steps" && canonicalJson(then) !== canonicalJson(upcast);
    return [
      {
        message: to.message,
        from: { version: from.version, schema: from.now.contract.payload, revision: from.now },
        to: { version: to.version, schema: to.now.contract.payload, revision: to.now },
        upcast,
        before: edited ? then.steps : null,
      },
    ];
  });
}

function touched(from: VersionCase, to: VersionCase): boolean {
  if (from.now?.digest === from.latest?.digest && to.now?.digest === to.latest?.digest) return false;
  return [
    [from.now?.contract.payload, from.latest?.contract.payload],
    [to.now?.contract.payload, to.latest?.contract.payload],
    [to.now?.contract.upcast, to.latest?.contract.upcast],
  ].some(([now, then]) => canonicalJson(now) !== canonicalJson(then));
}
