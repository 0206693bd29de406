import { amqplibPeer } from "./amqplib-peer.js";
import { connectionManagerPeer } from "./connection-manager-peer.js";
import type { Peer } from "./peer.js";
import { rabbitmqClientPeer } from "./rabbitmq-client-peer.js";
import { rascalPeer } from "./rascal-peer.js";

/** Whom the fault matrix compares with. */
export const peers: readonly Peer[] = [amqplibPeer, connectionManagerPeer, rascalPeer, rabbitmqClientPeer];
