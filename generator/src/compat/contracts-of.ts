import type { JsonSchema } from "@insaka/schema";
import { compareText } from "../diagnostic.js";
import type { ContractModel, Message, Upcast, Version } from "../model/contract-model.js";
import type { Part, PlaceOf } from "./baseline.js";
import { digestOf } from "./canonical-json.js";
import type { Contract, ContractUpcast } from "./contract.js";
import { type Parties, type PartiesOf, partiesOf } from "./parties-of.js";
import { propertyPlace } from "./property-place.js";
import type { StatedContract } from "./stated-contract.js";

/** Years by retention class, as the config says. */
export type RetentionYears = Readonly<Record<string, { readonly years: number }>>;

/** The contract of every version of every message of a model, retired ones included; sorted by message, then version. */
export function contractsOf(model: ContractModel, retention: RetentionYears): readonly StatedContract[] {
  const parties = partiesOf(model);
  const files = new Map(model.services.map(({ name, source }) => [name, source.file]));
  return model.messages
    .flatMap((message) =>
      [...byNumber(message)].map((entries) => contractOf({ message, entries, files, parties, retention })),
    )
    .sort(({ contract: a }, { contract: b }) => compareText(a.message, b.message) || a.version - b.version);
}

interface Case {
  readonly message: Message;
  /** What documents define under one number: the contract, and what others restate of it. */
  readonly entries: readonly [Version, ...Version[]];
  /** The document of each service. */
  readonly files: ReadonlyMap<string, string>;
  readonly parties: PartiesOf;
  readonly retention: RetentionYears;
}

function byNumber({ versions }: Message): Iterable<readonly [Version, ...Version[]]> {
  const groups = new Map<number, [Version, ...Version[]]>();
  for (const version of versions) {
    const group = groups.get(version.version);
    if (group === undefined) groups.set(version.version, [version]);
    else group.push(version);
  }
  return groups.values();
}

function contractOf({ message, entries, files, parties, retention }: Case): StatedContract {
  const home = files.get(message.home);
  const version = entries.find(({ source }) => source.file === home) ?? entries[0];
  const found = parties(message.name, version.version);
  const viewOf = (service: string): { readonly view?: JsonSchema } => {
    const own = entries.find((entry) => entry !== version && entry.source.file === files.get(service));
    return own === undefined ? {} : { view: own.schema };
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
    senders: found.senders.map(({ party }) => ({ ...party, ...viewOf(party.service) })),
    receivers: found.receivers.map(({ party }) => ({ ...party, ...viewOf(party.service) })),
  };
  return { contract, digest: digestOf(contract), placeOf: placesOf(version, found) };
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

function placesOf(version: Version, { senders, receivers }: Parties): PlaceOf {
  return (part: Part) => {
    if (part.in === "payload" || part.in === "headers") return propertyPlace(version, part.in, part.pointer);
    if (part.in === "upcast") return version.upcast?.source ?? version.source;
    if (part.in !== "sender" && part.in !== "receiver") return version.source;
    const parties = part.in === "sender" ? senders : receivers;
    const found = parties.find(({ party }) => party.service === part.service && party.operation === part.operation);
    return found?.source ?? version.source;
  };
}
