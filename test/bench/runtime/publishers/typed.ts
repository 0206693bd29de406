import { connect } from "@insaka/runtime";
import { clientManagementPublisher } from "@intellifin/contracts";
import { EVENT } from "../event.js";
import { byPromise } from "../outstanding.js";
import type { ConnectPublisher } from "./publisher.js";

/** The generated client: validated, with ids, trace and version headers, and a promise of the confirm. */
export const connectTyped: ConnectPublisher = async (url) => {
  const broker = await connect(url, { service: "client-management" });
  const publisher = clientManagementPublisher(broker);
  return {
    run: (more) => byPromise(() => publisher.clientRegistered(EVENT), more),
    close: async () => void (await broker.close()),
  };
};
