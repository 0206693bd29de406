import { ContractError } from "../contract-error.js";
import type { DocumentedRoute, Route } from "../message/descriptor.js";

/** The broker's own bound of a routing key, in bytes. */
const longest = 255;

/** Makes the route of each message out of its parameters. */
export function compileRoute(
  what: string,
  { exchange, routingKey, parameters = {} }: DocumentedRoute,
): (given: Readonly<Record<string, unknown>> | undefined) => Route {
  // Each piece is either text as it stands or the name of a parameter.
  const pieces = routingKey.split(/\{([^{}]+)\}/);
  return (given = {}) => {
    const key = pieces
      .map((piece, index) => (index % 2 === 0 ? piece : parameterValue(what, piece, given, parameters)))
      .join("");
    if (Buffer.byteLength(key) <= longest) return { exchange, routingKey: key };
    throw unfit(what, `its routing key would have more than ${longest} bytes`);
  };
}

function parameterValue(
  what: string,
  name: string,
  given: Readonly<Record<string, unknown>>,
  parameters: NonNullable<DocumentedRoute["parameters"]>,
): string {
  const value = Object.hasOwn(given, name) ? given[name] : undefined;
  if (typeof value !== "string" || value === "")
    throw unfit(what, `the parameter "${name}" must be a text that is not empty`);
  const allowed = parameters[name];
  if (Array.isArray(allowed)) {
    if (allowed.includes(value)) return value;
    throw unfit(what, `the parameter "${name}" is none of its ${allowed.length} values`);
  }
  // A dot would make two words of one, and the message would pass by the bindings that it is meant for.
  if (/[.*#]/.test(value)) throw unfit(what, `the parameter "${name}" must have none of the characters . * #`);
  return value;
}

/** The value itself is not told: it may be personal data. */
function unfit(what: string, why: string): ContractError {
  return new ContractError("configuration", `${what}: ${why}`, { outcome: "not-sent" });
}
