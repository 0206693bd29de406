/** A definition of one version, and what its service does with the message. */
export interface Claim {
  readonly version: number;
  /** The service of its document; for one that stands in no service's document, whoever uses it first. */
  readonly service: string;
}

/** What a service does with a message, all its versions together. Who answers with a reply sends it; who asked receives it. */
export interface Role {
  readonly sends: boolean;
  readonly receives: boolean;
  /** True where the message is published to an exchange that is called after the service. */
  readonly bearsName: boolean;
}

/** Definitions of a message, told apart. */
export interface SplitClaims<Item> {
  /** Those that make the versions. */
  readonly own: readonly Item[];
  /** Those by which another service restates a version: its own view of it. */
  readonly restated: readonly Item[];
}

/**
 * Tells the definitions that make the versions of a message from those that restate one. The sender owns an event or a reply and
 * the receiver a command: of several services that define the message, the owner is the only one that sends it, else the only
 * one that receives it, and each other does the opposite only. Where that names nobody, nothing is restated: the same number is
 * then defined by two owners, which is a mistake. The order of the definitions does not matter.
 */
export function splitRestated<Item extends Claim>(
  claims: readonly Item[],
  roleOf: (service: string) => Role,
): SplitClaims<Item> {
  const services = [...new Set(claims.map(({ service }) => service))].sort();
  const owner = services.length < 2 ? undefined : ownerOf(services.map((name) => ({ name, role: roleOf(name) })));
  if (owner === undefined) return { own: claims, restated: [] };
  const owned = new Set(claims.filter(({ service }) => service === owner).map(({ version }) => version));
  const isOwn = ({ service, version }: Item): boolean => service === owner || !owned.has(version);
  return { own: claims.filter(isOwn), restated: claims.filter((claim) => !isOwn(claim)) };
}

interface Definer {
  readonly name: string;
  readonly role: Role;
}

function ownerOf(definers: readonly Definer[]): string | undefined {
  const event = onlyOne(definers, "sends", "receives");
  const command = onlyOne(definers, "receives", "sends");
  // One sends and one receives: then the exchange tells whose message it is, and an event is the rule.
  const isCommand = event === undefined || (command?.role.bearsName === true && !event.role.bearsName);
  return (isCommand ? command : event)?.name;
}

/** The one that does something, where every other does nothing but the opposite. */
function onlyOne(definers: readonly Definer[], does: "sends" | "receives", opposite: typeof does): Definer | undefined {
  const [first, ...more] = definers.filter(({ role }) => role[does]);
  if (first === undefined || more.length > 0) return undefined;
  return definers.every((each) => each === first || each.role[opposite]) ? first : undefined;
}
