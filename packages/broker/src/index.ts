/**
 * A real RabbitMQ for tests and demonstrations: found, started or installed.
 *
 * @module
 */
export {
  attachBroker,
  type BrokerHandle,
  type BrokerNode,
  type BrokerOrigin,
  describeBroker,
} from "./broker-node.js";
export { BrokerUnavailable } from "./broker-unavailable.js";
export type {
  BindingDefinition,
  Definitions,
  ExchangeDefinition,
  PermissionDefinition,
  PolicyDefinition,
  QueueDefinition,
  TopicPermissionDefinition,
  UserDefinition,
  VirtualHostDefinition,
} from "./definitions.js";
export { ensureInstallation } from "./ensure-installation.js";
export { freePorts } from "./free-ports.js";
export { findInstallation, type Installation } from "./installation.js";
export {
  apiPath,
  type ManagementAddress,
  type ManagementClient,
  ManagementError,
  managementClient,
} from "./management-client.js";
export type { BootDefinitions, NodeExtras } from "./node-folder.js";
export { hashPassword, randomPassword } from "./password-hash.js";
export { type ClusterNode, type ClusterOptions, type PrivateCluster, startPrivateCluster } from "./private-cluster.js";
export { type PrivateNodeOptions, startPrivateNode } from "./private-node.js";
export { isAtLeast, oldestSupported } from "./rabbitmq-version.js";
export { type StartOptions, startBroker, startBrokerAtHand } from "./start-broker.js";
export type { AmqpAddress, VirtualHost } from "./virtual-host.js";
export type {
  ConnectionView,
  MessageView,
  PolicyKind,
  PolicySettings,
  QueueView,
  VirtualHostManagement,
} from "./virtual-host-management.js";
