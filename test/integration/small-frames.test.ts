import { connect } from "@insaka/runtime";
import { communicationsConsumer, loanOriginationPublisher } from "@intellifin/contracts";
import { connect as amqplib } from "amqplib";
import { expect, onTestFinished, test } from "vitest";
import { ownNode } from "../support/broker.js";
import { APPROVED } from "../support/communications.js";
import { DEFINITIONS, Told } from "../support/contracts.js";
import { idleCommunications } from "../support/idle-handlers.js";
import { LOAN_APPROVED } from "../support/samples.js";

/** The smallest that RabbitMQ takes before a client has said who it is. */
const FRAME = 8_192;

test("on a broker with small frames bodies travel in many, and where headers fit into none any more their sender's are left behind", async (context) => {
  const node = await ownNode(context);
  await node.ctl("eval", `application:set_env(rabbit, frame_max, ${FRAME}).`);
  const host = await node.createVirtualHost(DEFINITIONS);
  const told = new Told();
  const broker = await connect(host.url("communications"), { service: "communications", observe: told.observe });
  onTestFinished(async () => void (await broker.close({ deadlineMs: 1_000 })));
  await communicationsConsumer(broker, { handlers: idleCommunications });
  const stranger = await amqplib(host.adminUrl);
  onTestFinished(() => stranger.close());
  const channel = await stranger.createConfirmChannel();
  const send = async (messageId: string, body: Buffer, headers: object): Promise<void> => {
    const properties = { messageId, type: "LoanApproved", contentType: "application/json", appId: "loan-origination" };
    channel.publish("loan-origination", "loan.approved", body, {
      ...properties,
      persistent: true,
      headers: { "x-version": 2, ...headers },
    });
    await channel.waitForConfirms();
  };
  const large = Buffer.from(JSON.stringify({ ...LOAN_APPROVED, loanId: "x".repeat(300_000) }));
  await send("large", large, { note: "kept" });
  // It fits into the frame in which it comes, and no longer into one with the reasons of its dead letter.
  await send("wordy", Buffer.from("{}"), { filler: "y".repeat(7_700), note: "kept" });
  for (const messageId of ["large", "wordy"]) {
    await told.settled({ messageId, outcome: "dead-letter", reason: "schema" });
  }
  const letters = [];
  for (let taken = await channel.get(`${APPROVED}.dlq`); taken !== false; taken = await channel.get(`${APPROVED}.dlq`))
    letters.push(taken);
  const [first, second, ...others] = letters;
  expect(others).toEqual([]);
  expect(first!.content.equals(large)).toBe(true);
  expect(first!.properties.headers).toMatchObject({ note: "kept", "x-dead-reason": "schema" });
  expect(second!.content.toString()).toBe("{}");
  expect(second!.properties.headers).toMatchObject({ "x-dead-reason": "schema", "x-dead-class": "invalid" });
  expect(second!.properties.headers).not.toHaveProperty("filler");
  expect(String(second!.properties.headers?.["x-dropped-headers"])).toContain("filler");

  const origination = await connect(host.url("loan-origination"), { service: "loan-origination" });
  onTestFinished(async () => void (await origination.close({ deadlineMs: 1_000 })));
  const { messageId } = await loanOriginationPublisher(origination).loanApproved(LOAN_APPROVED);
  await told.settled({ messageId, outcome: "ack" });
  expect(told.events.filter((event) => "state" in event && event.state === "lost")).toEqual([]);
});
