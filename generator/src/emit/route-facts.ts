import type { Message, Route } from "../model/contract-model.js";
import { literal, propertyKey, stringLiteral } from "./literal.js";

/** A route as the runtime takes it; an empty one where nobody says where the message goes. */
export function routeFacts(route: Route | undefined): Route {
  const { exchange, routingKey, parameters } = route ?? { exchange: "", routingKey: "" };
  return parameters === undefined ? { exchange, routingKey } : { exchange, routingKey, parameters };
}

/** The type of the parameters of a routing key. */
export function parametersType(parameters: NonNullable<Route["parameters"]>): string {
  const members = Object.entries(parameters).map(([name, values]) => {
    const type = values === null ? "string" : [...new Set(values)].map(stringLiteral).join(" | ");
    return `readonly ${propertyKey(name)}: ${type}`;
  });
  return `{ ${members.join("; ")} }`;
}

/** The message as described, or with the place that is meant where it has several. */
export function routed({ typeName, routes }: Message, route: Route): string {
  const facts = literal(routeFacts(route), 1);
  if (facts === literal(routeFacts(routes[0]), 1)) return typeName;
  return `{ ...${typeName}, route: ${facts} }`;
}
