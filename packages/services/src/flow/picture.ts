import pc from "picocolors";
import type { Edge } from "./report.js";

/** The lanes of the picture, from left to right in the order of the business, with a name short enough for a column. */
const LANES: readonly (readonly [service: string, short: string])[] = [
  ["api-gateway", "api"],
  ["identity", "ident."],
  ["client-management", "client"],
  ["loan-origination", "loans"],
  ["credit-bureau", "bureau"],
  ["general-ledger", "ledger"],
  ["pmec", "pmec"],
  ["collections", "coll."],
  ["communications", "comms"],
  ["reporting", "report"],
];

/** Hears every event: a mark in its own lane says so, where a line through all the others would hide the rest. */
const LISTENER = "reporting";

const WIDTH = 7;
const CENTRE = 3;

/**
 * The flow as lanes: a line for each kind of message, from its sender (●) to those who got it (▶ ◀), in the order in which the
 * messages were first seen. Services that had no part have no lane.
 */
export function picture(edges: readonly Edge[]): string {
  const known = LANES.map(([service]) => service);
  const strangers = edges.flatMap(({ from, to }) => [from, ...to]).filter((name) => !known.includes(name));
  const all: (readonly [string, string])[] = [
    ...[...new Set(strangers)].map((name) => [name, "other"] as const),
    ...LANES,
  ];
  const used = new Set(edges.flatMap(({ from, to }) => [from, ...to]));
  const lanes = all.filter(([service]) => used.has(service));
  const names = lanes.map(([service]) => service);
  const head = lanes.map(([, short]) => centred(short)).join("");
  const rows = edges.map((edge) => `  ${row(edge, names)}  ${label(edge)}`);
  const legend = "  ● sends   ▶ ◀ receive   ◆ reporting hears it";
  return [`  ${pc.cyan(head.trimEnd())}`, ...rows, pc.dim(legend)].join("\n");
}

function row({ from, to, deadLetters, retries }: Edge, names: readonly string[]): string {
  const sender = names.indexOf(from);
  const receivers = to.filter((name) => name !== LISTENER || from === LISTENER).map((name) => names.indexOf(name));
  const reach = [sender, ...receivers];
  const [first, last] = [Math.min(...reach), Math.max(...reach)];
  const colour = deadLetters > 0 ? pc.red : retries > 0 ? pc.yellow : pc.green;
  const cells = names.map((name, lane) => {
    const isWithin = (x: number): boolean => x > first * WIDTH && x < last * WIDTH;
    const line = (offset: number): string => (isWithin(lane * WIDTH + offset) ? colour("─") : " ");
    const before = Array.from({ length: CENTRE }, (_, at) => line(at - CENTRE)).join("");
    const after = Array.from({ length: WIDTH - CENTRE - 1 }, (_, at) => line(at + 1)).join("");
    const isListener = name === LISTENER && to.includes(name) && sender !== lane;
    const isCrossed = lane > first && lane < last;
    const mark = receivers.includes(lane)
      ? colour(lane === sender ? "◉" : lane > sender ? "▶" : "◀")
      : lane === sender
        ? colour("●")
        : isListener
          ? pc.dim("◆")
          : isCrossed
            ? colour("┼")
            : pc.dim("│");
    return `${before}${mark}${after}`;
  });
  return cells.join("").trimEnd();
}

function label({ message, versions, count, retries, deadLetters }: Edge): string {
  const notes = [
    ...(retries > 0 ? [pc.yellow(`${retries} retried`)] : []),
    ...(deadLetters > 0 ? [pc.red(`${deadLetters} dead`)] : []),
  ];
  const version = versions.map((number) => `v${number}`).join(" ");
  return [`${pc.bold(message)} ${version}`, pc.dim(`×${count}`), ...notes].join(" ");
}

function centred(text: string): string {
  const left = Math.max(0, CENTRE - Math.floor((text.length - 1) / 2));
  return `${" ".repeat(left)}${text}`.padEnd(WIDTH);
}
