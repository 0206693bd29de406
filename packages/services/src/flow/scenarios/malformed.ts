import { newMessageId } from "@insaka/runtime";
import type { Scenario } from "../scenario.js";

const QUEUE = "communications.loan-approved";

/** Somebody types a message into the management page and cuts it short. It must not be lost, nor stop its neighbours. */
export const malformed: Scenario = {
  name: "malformed",
  title: "A malformed body goes to the dead-letter queue, with its reason and untouched",
  async play(stage) {
    const messageId = newMessageId();
    const body = '{ "loanId": "0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c03", "principal": { "amount": ';
    await stage.virtualHost.management.publish("loan-origination", "loan.approved", body, {
      message_id: messageId,
      type: "LoanApproved",
      content_type: "application/json",
      delivery_mode: 2,
      headers: { "x-version": 2 },
    });
    const dead = await stage.log.settled(
      "the dead letter",
      (event) => event.messageId === messageId && event.outcome === "dead-letter",
    );
    const letters = await stage.virtualHost.management.getMessages(`${QUEUE}.dlq`, 10, { keep: true });
    const letter = letters.find(({ properties }) => properties.message_id === messageId);
    return [
      { what: "its reason is not-json", ok: dead.reason === "not-json" },
      { what: `it lies in ${QUEUE}.dlq`, ok: letter !== undefined },
      { what: "the letter says why", ok: letter?.properties.headers?.["x-dead-reason"] === "not-json" },
      { what: "its body is unchanged", ok: letter?.payload === body },
    ];
  },
};
