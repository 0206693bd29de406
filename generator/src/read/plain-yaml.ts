import { constructFromEvents, EVENT_ID, type Event, parseEvents, SCALAR_STYLE } from "js-yaml";
import { limits } from "./limits.js";

/**
 * Reads a text that is as plain as most are, ten times faster than the parser that knows where everything stands: one document without
 * anchors, aliases, tags, directives, merge keys and other rarities, within all limits. Of anything else, and of whatever may be wrong,
 * it says nothing: that parser has the last word.
 * @returns what both say that the text says; `undefined` where they might not agree
 */
export function readPlainYaml(text: string): { readonly value: unknown } | undefined {
  if (unusual.test(text)) return undefined;
  try {
    const events = parseEvents(text, { maxDepth: limits.depth });
    if (!events.every(isUnadorned) || !isPlainDocument(events, text)) return undefined;
    const [value] = constructFromEvents(events, { source: text, maxAliases: 0, maxTotalMergeKeys: 0 });
    return { value };
  } catch {
    return undefined;
  }
}

/**
 * Characters that not everybody takes for the same, wherever they stand; marks of documents, directives and keys; lines of spaces alone,
 * and blocks of text that state their own indentation.
 */
const unusual =
  /[^\n\x20-\x7e\xa0-\u2027\u2030-\ud7ff\ue000-\ufefe\uff00-\ufffd]|^ *(?:---|\.\.\.|%)|\?(?: |$)|^ +$|[|>][-+]?[0-9][-+]? *(?:#.*)?$/m;

function isUnadorned(event: Event): boolean {
  if (event.type === EVENT_ID.ALIAS) return false;
  if (event.type === EVENT_ID.POP) return true;
  if (event.type === EVENT_ID.DOCUMENT)
    return !event.explicitStart && !event.explicitEnd && event.directives.length === 0;
  return event.anchorStart < 0 && event.tagStart < 0;
}

/** A mapping or sequence that is being gone through. */
interface Open {
  readonly isMapping: boolean;
  /** How many nodes it may have: items, or keys and values. */
  readonly most: number;
  nodes: number;
  /** Whether the last key was `properties`. */
  holdsProperties: boolean;
}

function isPlainDocument(events: readonly Event[], text: string): boolean {
  const above: Open[] = [];
  let documents = 0;
  for (const event of events) {
    if (event.type === EVENT_ID.POP) above.pop();
    else if (event.type === EVENT_ID.DOCUMENT) {
      documents += 1;
      above.push({ isMapping: false, most: 1, nodes: 0, holdsProperties: false });
    } else if (event.type !== EVENT_ID.ALIAS && !isPlainNode(event, text, above)) return false;
  }
  return documents === 1;
}

type NodeEvent = Extract<Event, { readonly anchorStart: number; readonly tagStart: number }>;

function isPlainNode(event: NodeEvent, text: string, above: Open[]): boolean {
  const within = above.at(-1);
  if (within === undefined) return false;
  const isKey = within.isMapping && within.nodes % 2 === 0;
  within.nodes += 1;
  if (within.nodes > within.most) return false;
  if (event.type === EVENT_ID.SCALAR) {
    const written = text.slice(event.valueStart, event.valueEnd);
    if (isKey) within.holdsProperties = written === "properties";
    const isBare = event.style === SCALAR_STYLE.PLAIN;
    return (!isBare || !farNumber.test(written)) && (!isKey || isPlainKey(written, isBare));
  }
  const isMapping = event.type === EVENT_ID.MAPPING;
  const most = !isMapping
    ? Number.POSITIVE_INFINITY
    : 2 * (within.holdsProperties ? limits.properties : limits.members);
  above.push({ isMapping, most, nodes: 0, holdsProperties: false });
  return !isKey;
}

function isPlainKey(written: string, isBare: boolean): boolean {
  if (written.length > 200 || /[\n\\]/.test(written) || written.includes("__proto__")) return false;
  return !isBare || !/^(?:~|[Nn]ull|NULL|<<)?$/.test(written);
}

/** What may be beyond the numbers: one parser takes it for infinity and the other for a text. */
const farNumber = /^[-+]?[0-9.]+(?:[eE]|[0-9.]{200})/;
