// A service as users write it: it consumes, and at SIGTERM it drains, prints its report and ends by itself. It works in `workMs`
// on each message, and on those that it is told to hang on for ever. Plain JavaScript on the built packages, because it has to
// run in a process of its own, without the test runner.
import { connect } from "@insaka/runtime";
import { communicationsConsumer } from "@intellifin/contracts";

const { url, prefetch, workMs, hangOn, deadlineMs } = JSON.parse(process.argv[2]);
const tell = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const observe = (event) => {
  if (event.type === "settled") tell({ settled: event.messageId, outcome: event.outcome });
};
const broker = await connect(url, { service: "communications", observe });
const idle = () => undefined;
await communicationsConsumer(broker, {
  prefetch,
  handlers: {
    deductionFailed: idle,
    loanApplicationSubmitted: idle,
    loanDisbursed: idle,
    loanOverdue: idle,
    loanRejected: idle,
    repaymentReceived: idle,
    async loanApproved({ envelope }) {
      if (hangOn.includes(envelope.messageId)) await new Promise(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, workMs));
      tell({ handled: envelope.messageId });
    },
  },
});
process.once("SIGTERM", async () => {
  tell({ report: await broker.close({ deadlineMs }) });
});
