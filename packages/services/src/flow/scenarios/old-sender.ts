import { randomUUID } from "node:crypto";
import { connect } from "@insaka/runtime";
import { loanOriginationPublisher } from "../../old-sender/index.js";
import { MWILA } from "../people.js";
import type { Scenario } from "../scenario.js";

/** A loan-origination of the release before, with the client generated then, sends what was current then. */
export const oldSender: Scenario = {
  name: "old-sender",
  title: "A message from an old loan-origination reaches its handler in the version that it reads",
  async play(stage) {
    const service = "loan-origination";
    const old = await connect(stage.virtualHost.url(service), { service, observe: stage.log.observer(service) });
    const { messageId } = await loanOriginationPublisher(old).loanApproved({
      loanId: randomUUID(),
      applicationId: randomUUID(),
      amount: 3200.5,
      phone: MWILA.phone,
    });
    const handled = await stage.log.settled(
      "the old message",
      (event) => event.messageId === messageId && event.outcome === "ack",
    );
    await old.close();
    return [
      { what: "it was sent as version 1", ok: handled.version === 1 },
      { what: "its handler read version 2", ok: handled.readAs === 2 },
      { what: "the amount arrived exactly", ok: stage.texts.includes("Your loan of ZMW 3200.50 has been approved.") },
    ];
  },
};
