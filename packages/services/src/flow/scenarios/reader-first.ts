import { connect, newMessageId } from "@insaka/runtime";
import { loanOriginationPublisher } from "@intellifin/contracts";
import type { Settled } from "../event-log.js";
import type { Scenario } from "../scenario.js";
import type { Stage } from "../stage.js";
import { handled } from "./steps.js";

const QUEUE = "communications.loan-approved";
const PHONE = "+260978765432";

/** The order in which a new version is rolled out: its readers first, then its writer. Nobody notices. */
export const readerFirst: Scenario = {
  name: "reader-first",
  title: "A new version is rolled out, the reader before the writer: nothing is lost, nothing waits",
  async play(stage) {
    await stage.scene("Reader and writer of release 1.3");
    await stage.deployCommunications("1.3");
    const writer = await stage.startOldLoanOrigination();
    const approval = (amount: number) => ({ ...ids(), amount, phone: PHONE, nrc: "789012/10/1" });
    const before = await writer.approve(approval(1000.5));
    const first = await handled(stage, QUEUE, before);
    await stage.scene("The reader is upgraded");
    await stage.deployCommunications("current");
    const between = await writer.approve(approval(2000.5));
    const second = await handled(stage, QUEUE, between);
    await writer.close();
    await stage.scene("The writer is upgraded");
    const after = await approveInVersion2(stage);
    const third = await handled(stage, QUEUE, after);
    return [
      { what: "old reader, old writer: version 1 read as version 1", ok: isRead(first, 1, 1) },
      { what: "new reader, old writer: version 1 read as version 2", ok: isRead(second, 1, 2) },
      { what: "new reader, new writer: version 2 read as version 2", ok: isRead(third, 2, 2) },
      {
        what: "each was handled at its first attempt",
        ok: [first, second, third].every(({ attempt }) => attempt === 1),
      },
      { what: "the borrower got three texts", ok: stage.sms.textsTo(PHONE).length === 3 },
    ];
  },
};

async function approveInVersion2(stage: Stage): Promise<string> {
  const service = "loan-origination";
  const { broker: target, observe } = stage.options(service);
  const broker = await connect(target, { service, ...(observe === undefined ? {} : { observe }) });
  const principal = { amount: "3000.50", currency: "ZMW" } as const;
  const { messageId } = await loanOriginationPublisher(broker).loanApproved({ ...ids(), principal, phone: PHONE });
  await broker.close();
  return messageId;
}

function ids(): { readonly loanId: string; readonly applicationId: string } {
  return { loanId: newMessageId(), applicationId: newMessageId() };
}

function isRead({ version, readAs }: Settled, sent: number, read: number): boolean {
  return version === sent && readAs === read;
}
