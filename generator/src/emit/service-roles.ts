import type { ContractModel, Service } from "../model/contract-model.js";
import { broadcastRole } from "./broadcast-role.js";
import { consumerRole } from "./consumer-role.js";
import { publisherRole } from "./publisher-role.js";
import { requesterRole } from "./requester-role.js";
import { askedMessages, broadcastMessages, operationsOf, receivedMessages, sentMessages } from "./service-messages.js";
import type { ServiceRole } from "./service-role.js";

/** The service's own file and the index both ask, and both are readonly. */
const known = new WeakMap<Service, readonly ServiceRole[]>();

/** All that a service does, in the order in which its file has it: what it sends and asks, then what it gets. */
export function serviceRoles(model: ContractModel, service: Service): readonly ServiceRole[] {
  const roles = known.get(service) ?? makeRoles(model, service);
  known.set(service, roles);
  return roles;
}

function makeRoles(model: ContractModel, service: Service): readonly ServiceRole[] {
  const { name } = service;
  const sent = sentMessages(model, name);
  const asked = askedMessages(model, name);
  const received = receivedMessages(model, name);
  const broadcast = broadcastMessages(model, name);
  const bindings = operationsOf(model, name, "broadcast").flatMap((operation) => operation.bindings);
  return [
    ...(sent.length > 0 ? [publisherRole(service, sent)] : []),
    ...(asked.length > 0 ? [requesterRole(service, asked)] : []),
    ...(received.length > 0 ? [consumerRole(service, received)] : []),
    ...(broadcast.length > 0 ? [broadcastRole(service, broadcast, bindings)] : []),
  ];
}
