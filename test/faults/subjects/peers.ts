import type { Subject } from "../subject.js";
import { amqplib } from "./amqplib.js";
import { connectionManager } from "./connection-manager.js";
import { rabbitmqClient } from "./rabbitmq-client.js";
import { rascal } from "./rascal.js";

/** Whom ours is compared with, each set up as its README recommends to somebody who wants to lose nothing. */
export const peers: readonly Subject[] = [amqplib, connectionManager, rascal, rabbitmqClient];
