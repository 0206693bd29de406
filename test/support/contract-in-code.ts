import {
  type Checked,
  type CheckRequest,
  type Contract,
  checkContracts,
  type Receiver,
  type Revision,
  type Sender,
} from "@insaka/generator";

/** A revision of version 1 of `LoanApproved`, current, from `origination` to `pmec`, with what is given otherwise. */
export function revision(given: Partial<Contract> = {}, released: string | null = null): Revision {
  const contract: Contract = {
    message: "LoanApproved",
    version: 1,
    status: "current",
    kind: "event",
    owner: "lending",
    retention: { class: "transaction", years: 10 },
    contentType: "application/json",
    payload: true,
    headers: null,
    upcast: null,
    senders: [sender()],
    receivers: [receiver()],
    ...given,
  };
  const digest = JSON.stringify(contract);
  return { contract, digest, released, placeOf: () => ({ file: "loan.asyncapi.yaml", line: 1, column: 1 }) };
}

/** A service that publishes the message. */
export function sender(service: string = "origination", given: Partial<Sender> = {}): Sender {
  return { service, operation: "send", route: null, exchange: null, ...given };
}

/** A service that reads the message. */
export function receiver(service: string = "pmec", given: Partial<Receiver> = {}): Receiver {
  return { service, operation: "receive", by: "queue", queue: null, bindings: [], retry: null, reads: [1], ...given };
}

/** Checks revisions of one message against those that were released, oldest first. */
export function checked(
  now: readonly Revision[],
  before: readonly Revision[],
  given: Partial<CheckRequest> = {},
): Checked {
  const versions = new Map<number, Revision[]>();
  for (const each of before)
    versions.set(each.contract.version, [...(versions.get(each.contract.version) ?? []), each]);
  return checkContracts({
    now,
    baseline: { kind: "registry", label: "the registry", revisions: new Map([["LoanApproved", versions]]) },
    world: "closed",
    formats: "asserted",
    today: "2026-11-25",
    ...given,
  });
}
