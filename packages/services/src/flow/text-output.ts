import pc from "picocolors";
import type { LoggedEvent, Settled } from "./event-log.js";
import { expectedQueues } from "./expected-queues.js";
import { inOrderOfSending } from "./order-of-sending.js";
import type { FlowOutput } from "./output.js";
import { picture } from "./picture.js";
import { deliveryLine, heading, legend, saying, summary, wayLine } from "./show.js";

type Delivery = LoggedEvent & { readonly event: Settled };

/** It hears everything; line by line it would drown the rest. */
const LISTENER = "reporting";

/** The story, for people: what happens and the messages that it sets off, then the picture of the flow and the summary. */
export function textOutput(write: (text: string) => void, warn: (text: string) => void): FlowOutput {
  const print = (text: string): void => write(`${text}\n`);
  const known = new Set<string>();
  /** Deliveries since somebody did something. */
  let scene: Delivery[] = [];
  const endScene = (): void => {
    for (const delivery of inOrderOfSending(scene)) {
      print(deliveryLine(delivery));
      if (isNews(delivery, known)) print(wayLine(delivery));
    }
    scene = [];
  };
  return {
    note: (text) => warn(`${pc.dim(text)}\n`),
    begin: ({ description }) => print(`${pc.bold("Insaka: the lending flow")} on ${description}\n\n${legend()}`),
    scenario: (index, total, scenario) => print(heading(index, total, scenario)),
    say(text, at) {
      endScene();
      print(saying(text, at));
    },
    scenarioEnd: endScene,
    settled(delivery) {
      if (!isRoutine(delivery)) scene.push(delivery);
    },
    end(report) {
      print(`\n${pc.bold("The flow")}\n${picture(report.edges)}`);
      print(summary(report));
    },
  };
}

/** What reporting handles is no news where somebody else handles it too. */
function isRoutine({ service, event }: Delivery): boolean {
  return service === LISTENER && event.outcome === "ack" && expectedQueues(event.exchange, event.routingKey).length > 1;
}

/** The way of a message is news the first time, and wherever it did not come to its end. */
function isNews({ service, event }: Delivery, known: Set<string>): boolean {
  const kind = `${event.sender} ${event.message} ${service}`;
  const isNew = !known.has(kind);
  known.add(kind);
  return isNew || event.outcome !== "ack";
}
