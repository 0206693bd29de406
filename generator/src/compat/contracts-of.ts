import type { JsonSchema } from "@insaka/schema";
import { compareText, type Place } from "../diagnostic.js";
import type { ContractModel, Message, Upcast, Version } from "../model/contract-model.js";
import type { Part, PlaceOf } from "./baseline.js";
import { digestOf } from "./canonical-json.js";
import type { Contract, ContractUpcast, Receiver, Sender } from "./contract.js";
import { type Parties, type PartiesOf, partiesOf } from "./parties-of.js";
import { propertyPlace } from "./property-place.js";
import type { StatedContract } from "./stated-contract.js";

/** Years by retention class, as the config says. */
export type RetentionYears = Readonly<Record<string, { readonly years: number }>>;

/** The contract of every version of every message of a model, retired ones included; sorted by message, then version. */
export function contractsOf(model: ContractModel, retention: RetentionYears): readonly StatedContract[] {
  const parties = partiesOf(model);
  return model.messages
    .flatMap((message) => firstOfEach(message).map((version) => contractOf({ message, version, parties, retention })))
    .sort(({ contract: a }, { contract: b }) => compareText(a.message, b.message) || a.version - b.version);
}

interface Case {
  readonly message: Message;
  readonly version: Version;
  readonly parties: PartiesOf;
  readonly retention: RetentionYears;
}

/** One version under each number: of two, which is a mistake that others report, the one that stands first. */
function firstOfEach({ versions }: Message): readonly Version[] {
  const first = new Map<number, Version>();
  for (const version of [...versions].sort((a, b) => comparePlaces(a.source, b.source)))
    if (!first.has(version.version)) first.set(version.version, version);
  return [...first.values()];
}

function contractOf({ message, version, parties, retention }: Case): StatedContract {
  const found = parties(message.name, version.version);
  const viewOf = (party: Named): { readonly view?: JsonSchema } => {
    const restated = restatedBy(message, version, party);
    return restated === undefined ? {} : { view: restated.schema };
  };
  const contract: Contract = {
    message: message.name,
    version: version.version,
    status: version.status,
    kind: message.kind,
    owner: version.owner,
    retention: retentionOf(version.retention, retention),
    contentType: version.contentType,
    payload: version.schema,
    headers: version.headers,
    upcast: upcastOf(version.upcast),
    senders: found.senders.map(({ party }) => ({ ...party, ...viewOf(party) })),
    receivers: found.receivers.map(({ party }) => ({ ...party, ...viewOf(party) })),
  };
  return { contract, digest: digestOf(contract), placeOf: placesOf(message, version, found) };
}

type Named = Pick<Sender | Receiver, "service" | "operation">;

/** The definition by which a party takes part, where that is not the owner's. */
function restatedBy({ restated }: Message, { version: number }: Version, party: Named): Version | undefined {
  return restated.find(
    ({ version, usedBy }) =>
      version.version === number &&
      usedBy.some(({ service, operation }) => service === party.service && operation === party.operation),
  )?.version;
}

function comparePlaces(a: Place, b: Place): number {
  return compareText(a.file, b.file) || a.line - b.line || a.column - b.column;
}

function retentionOf(name: string | null, classes: RetentionYears): Contract["retention"] {
  const found = name !== null && Object.hasOwn(classes, name) ? classes[name] : undefined;
  return name === null || found === undefined ? null : { class: name, years: found.years };
}

function upcastOf(upcast: Upcast | null): ContractUpcast | null {
  if (upcast === null) return null;
  if (upcast.by === "steps") return { by: "steps", steps: upcast.steps.flatMap(({ step }) => step ?? []) };
  if (upcast.code === null) return null;
  // From the folder of the documents: where the generated files go is nobody's contract.
  return { by: "function", file: `upcasters/${upcast.code.name}.ts`, sha256: upcast.code.sha256 };
}

function placesOf(message: Message, version: Version, { senders, receivers }: Parties): PlaceOf {
  return (part: Part) => {
    if (part.in === "payload" || part.in === "headers") {
      const view = part.viewOf === undefined ? undefined : restatedBy(message, version, part.viewOf);
      return propertyPlace(view ?? version, part.in, part.pointer);
    }
    if (part.in === "upcast") return version.upcast?.source ?? version.source;
    if (part.in !== "sender" && part.in !== "receiver") return version.source;
    const parties = part.in === "sender" ? senders : receivers;
    const found = parties.find(({ party }) => party.service === part.service && party.operation === part.operation);
    return found?.source ?? version.source;
  };
}
