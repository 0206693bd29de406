import { expect, test } from "vitest";
import type { Revision } from "../baseline.js";
import { checkContracts } from "../check/check-contracts.js";
import type { Contract } from "../contract.js";

const years = (count: number): Contract["retention"] => ({ class: "order", years: count });

function revision(status: Contract["status"], released: string | null, rest: Partial<Contract> = {}): Revision {
  const contract: Contract = {
    message: "OrderPlaced",
    version: 1,
    status,
    kind: "event",
    owner: null,
    retention: years(2),
    contentType: null,
    payload: true,
    headers: null,
    upcast: null,
    senders: [],
    receivers: [],
    ...rest,
  };
  return { contract, digest: `${status} ${released}`, released, placeOf: () => ({ file: "a", line: 1, column: 1 }) };
}

/** Why version 1 cannot be retired on a day; null where it can. */
function needed(today: string, ...before: readonly Revision[]): string | null {
  const revisions = new Map([["OrderPlaced", new Map([[1, before]])]]);
  const { findings } = checkContracts({
    now: [revision("retired", null)],
    baseline: { kind: "registry", label: "the registry", revisions },
    world: "closed",
    formats: "asserted",
    today,
  });
  return findings.find(({ rule }) => rule === "retired-needed")?.summary ?? null;
}

const current = revision("current", "2026-01-10");
const deprecated = revision("deprecated", "2026-03-01");

test.each<[string, string, readonly Revision[], string | null]>([
  ["counts from the day on which it was sent no more", "2028-03-01", [current, deprecated], "2028-03-01"],
  ["ends after that day", "2028-03-02", [current, deprecated], null],
  [
    "counts from the last time, where it was current again",
    "2029-01-01",
    [current, deprecated, revision("current", "2027-05-05"), revision("deprecated", "2027-06-06")],
    "2029-06-06",
  ],
  ["counts from today where it can be sent still", "2030-01-01", [current], "2032-01-01"],
  [
    "counts from its release where it was deprecated from the first",
    "2028-03-01",
    [deprecated, revision("deprecated", "2028-01-01")],
    "2028-03-01",
  ],
  [
    "takes a part of a year for a whole one",
    "2027-03-01",
    [revision("current", "2026-01-10", { retention: years(0.5) }), deprecated],
    "2027-03-01",
  ],
  ["keeps nothing of a draft", "2026-03-02", [revision("draft", "2026-01-10")], null],
])("the time of storage %s", (_, today, before, until) => {
  const found = needed(today, ...before);
  if (until === null) expect(found).toBeNull();
  else expect(found).toMatch(new RegExp(`messages of it may be stored until ${until}\\.$`));
});

test("without a stated retention nobody knows when it ends", () => {
  expect(needed("2099-01-01", revision("current", "2026-01-10", { retention: null }), deprecated)).toMatch(
    /for a time that nobody has stated/,
  );
});

test("what is retired already is asked nothing", () => {
  expect(needed("2026-04-01", current, deprecated, revision("retired", "2026-03-02"))).toBeNull();
});
