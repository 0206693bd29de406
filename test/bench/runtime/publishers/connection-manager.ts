import { connect } from "amqp-connection-manager";
import { z } from "zod";
import { EVENT, EXCHANGE, PROPERTIES, ROUTING_KEY } from "../event.js";
import { byPromise } from "../outstanding.js";
import type { ConnectPublisher } from "./publisher.js";

const client = z.object({
  clientId: z.uuid(),
  person: z.object({
    givenName: z.string().min(1).max(100),
    familyName: z.string().min(1).max(100),
    nrc: z.string().regex(/^\d{6}\/\d{2}\/\d$/),
    dateOfBirth: z.iso.date(),
    sex: z.enum(["male", "female"]),
    maritalStatus: z.enum(["single", "married", "separated", "divorced", "widowed"]),
  }),
  phone: z.string().regex(/^\+[1-9]\d{6,14}$/),
  email: z.email().max(254).optional(),
  address: z.object({
    line: z.string().min(1).max(200),
    town: z.string().min(1).max(60),
    province: z.enum(["central", "copperbelt", "eastern", "luapula", "lusaka", "southern", "western"]).optional(),
  }),
  registeredThrough: z.enum(["branch", "agent", "mobile-app", "web"]),
  registeredAt: z.iso.datetime().optional(),
});

/** amqp-connection-manager with `json: true`, and zod before it: what a team writes that has neither contracts nor ours. */
export const connectConnectionManager: ConnectPublisher = async (url) => {
  const connection = connect([url]);
  const channel = connection.createChannel({ json: true });
  await channel.waitForConnect();
  const options = { ...PROPERTIES, mandatory: true };
  return {
    run: (more) => byPromise(() => channel.publish(EXCHANGE, ROUTING_KEY, client.parse(EVENT), options), more),
    close: () => connection.close(),
  };
};
