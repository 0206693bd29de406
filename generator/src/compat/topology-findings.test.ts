import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { planSource, readModel } from "../read-model.js";
import type { Revision } from "./baseline.js";
import { digestOf } from "./canonical-json.js";
import { checkContracts } from "./check/check-contracts.js";
import type { Contract, Receiver } from "./contract.js";
import { contractsOf } from "./contracts-of.js";
import type { CompatFinding } from "./report.js";
import { topologyOf } from "./topology/index.js";
import { topologyChecks } from "./topology-findings.js";

const config = fileURLToPath(
  new URL("../../../test/golden/lending-example/asyncapi/insaka.config.json", import.meta.url),
);

/** What the topology's rules say of the example where its receivers were released otherwise. */
async function findings(
  released: (receiver: Receiver) => Receiver,
  versions = [1, 2],
): Promise<readonly CompatFinding[]> {
  const { plan } = await planSource({ config });
  if (plan === undefined) throw new Error("no plan");
  const { model } = await readModel(plan);
  const now = contractsOf(model, plan.retention).map((stated): Revision => ({ ...stated, released: null }));
  const before = now.map((revision): Revision => {
    const contract: Contract = { ...revision.contract, receivers: revision.contract.receivers.map(released) };
    return { ...revision, contract, digest: digestOf(contract), released: "2026-11-02" };
  });
  const of = (version: number): readonly Revision[] => before.filter(({ contract }) => contract.version === version);
  const revisions = new Map(versions.map((version) => [version, of(version)]));
  const rules = topologyChecks(topologyOf(model));
  const ids = new Set(rules.map(({ id }) => id));
  const baseline = {
    kind: "registry",
    label: "the registry",
    revisions: versions.length === 0 ? new Map() : new Map([["LoanApproved", revisions]]),
  } as const;
  const asked = { now, baseline, world: "closed", formats: "asserted", today: "2026-11-25", rules } as const;
  return checkContracts(asked).findings.filter(({ rule }) => ids.has(rule));
}

const brittle = ({ queue, ...rest }: Receiver): Receiver => ({
  ...rest,
  queue: queue === null ? null : { ...queue, durable: false },
});

test("a queue that the broker would refuse is a finding of the one message that it concerns", async () => {
  const [found, ...more] = await findings(brittle);
  expect(more).toEqual([]);
  expect(found).toMatchObject({
    rule: "queue-refused",
    weight: "breaking",
    message: "LoanApproved",
    version: null,
    witness: null,
    at: { file: "asyncapi/communications.asyncapi.yaml" },
  });
  expect(found?.fingerprint).toBe((await findings(brittle))[0]?.fingerprint);
});

test("what is as it was, and what was never released, is no change", async () => {
  expect(await findings((receiver) => receiver)).toEqual([]);
  expect(await findings(brittle, [])).toEqual([]);
});

test("another change of the same queue has another fingerprint: no approval of the one lets the other pass", async () => {
  const deleting = ({ queue, ...rest }: Receiver): Receiver => ({
    ...rest,
    queue: queue === null ? null : { ...queue, autoDelete: true },
  });
  const [[one], [other]] = [await findings(brittle), await findings(deleting)];
  expect(other?.rule).toBe(one?.rule);
  expect(other?.fingerprint).not.toBe(one?.fingerprint);
});
