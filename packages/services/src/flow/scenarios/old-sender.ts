import { newMessageId } from "@insaka/runtime";
import { MWILA } from "../people.js";
import type { Scenario } from "../scenario.js";
import { handled } from "./steps.js";

/** A loan-origination of the release before, with the client generated then, sends what was current then. */
export const oldSender: Scenario = {
  name: "old-sender",
  title: "A message from an old loan-origination reaches its handlers in the version that they read",
  async play(stage) {
    await stage.scene("A loan-origination of release 1.3, which was never upgraded, approves a loan");
    const old = await stage.startOldLoanOrigination();
    const messageId = await old.approve({
      loanId: newMessageId(),
      applicationId: newMessageId(),
      amount: 3200.5,
      phone: MWILA.client.phone,
    });
    const told = await handled(stage, "communications.loan-approved", messageId);
    const deducted = await handled(stage, "pmec.loan-approved", messageId);
    await old.close();
    const text = "Your loan of ZMW 3200.50 has been approved.";
    return [
      { what: "it was sent as version 1", ok: told.version === 1 },
      { what: "its handlers read version 2", ok: told.readAs === 2 && deducted.readAs === 2 },
      { what: "the amount arrived exactly", ok: stage.sms.textsTo(MWILA.client.phone).includes(text) },
    ];
  },
};
