import { COLLECTION_STYLE, constructFromEvents, EVENT_ID, type Event, parseEvents, SCALAR_STYLE } from "js-yaml";
import { limits } from "./limits.js";

/**
 * Reads a text that is as plain as most are, ten times faster than the parser that knows where everything stands: one mapping without
 * anchors, aliases, tags, directives, merge keys and other rarities, within all limits. Of anything else, and of whatever may be wrong,
 * it says nothing: that parser has the last word.
 * @returns what both say that the text says; `undefined` where they might not agree
 */
export function readPlainYaml(text: string): { readonly value: unknown } | undefined {
  if (unusual.test(text)) return undefined;
  try {
    const events = parseEvents(text, { maxDepth: limits.depth });
    if (!isPlainDocument(events, text)) return undefined;
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

/** A mapping or sequence that is being gone through. */
interface Open {
  readonly isMapping: boolean;
  readonly isFlow: boolean;
  /** How many nodes it may have: items, or keys and values. */
  readonly most: number;
  nodes: number;
  /** Whether the last key was `properties`. */
  holdsProperties: boolean;
}

interface Reading {
  readonly text: string;
  readonly above: Open[];
  /** Where the last node ends, or begins where it is a collection. */
  last: number;
  /** Whether brackets have just been closed, so that the next node must stand on another line. */
  closed: boolean;
}

function isPlainDocument([first, ...events]: readonly Event[], text: string): boolean {
  if (first?.type !== EVENT_ID.DOCUMENT || first.explicitStart || first.directives.length > 0) return false;
  if (first.explicitEnd || events[0]?.type !== EVENT_ID.MAPPING) return false;
  const document: Open = { isMapping: false, isFlow: false, most: 1, nodes: 0, holdsProperties: false };
  const reading: Reading = { text, above: [document], last: 0, closed: false };
  return events.every((event) => isPlain(reading, event));
}

function isPlain(reading: Reading, event: Event): boolean {
  if (event.type === EVENT_ID.POP) {
    const isFlow = reading.above.pop()?.isFlow === true;
    reading.closed ||= isFlow && reading.above.at(-1)?.isFlow === false;
    return true;
  }
  if (event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.ALIAS) return false;
  const within = reading.above.at(-1);
  if (within === undefined || event.anchorStart >= 0 || event.tagStart >= 0) return false;
  const isKey = within.isMapping && within.nodes % 2 === 0;
  within.nodes += 1;
  if (within.nodes > within.most || !isApart(reading, event)) return false;
  if (event.type === EVENT_ID.SCALAR) return isPlainScalar(reading.text, event, isKey ? within : undefined);
  const isMapping = event.type === EVENT_ID.MAPPING;
  const most = within.holdsProperties ? limits.properties : limits.members;
  reading.above.push({
    isMapping,
    isFlow: event.style === COLLECTION_STYLE.FLOW,
    most: isMapping ? 2 * most : Number.POSITIVE_INFINITY,
    nodes: 0,
    holdsProperties: false,
  });
  return !isKey;
}

type ScalarEvent = Extract<Event, { readonly type: typeof EVENT_ID.SCALAR }>;
type NodeEvent = ScalarEvent | Extract<Event, { readonly start: number }>;

/** Whether a node that follows closed brackets stands on another line: the parser here would begin anew right behind them. */
function isApart(reading: Reading, event: NodeEvent): boolean {
  const [from, to] = event.type === EVENT_ID.SCALAR ? [event.valueStart, event.valueEnd] : [event.start, event.start];
  const apart = !reading.closed || /[\]}][^\]}]*\n[^\]}]*$/.test(reading.text.slice(reading.last, from));
  reading.closed = false;
  reading.last = to;
  return apart;
}

/** @param mapping - the mapping that the scalar is a key of */
function isPlainScalar(text: string, { style, valueStart, valueEnd }: ScalarEvent, mapping: Open | undefined): boolean {
  const written = text.slice(valueStart, valueEnd);
  if (mapping !== undefined) mapping.holdsProperties = written === "properties";
  const isBare = style === SCALAR_STYLE.PLAIN;
  const isQuoted = style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED;
  if (isBare && farNumber.test(written)) return false;
  if (isQuoted && !isEnd(text, valueEnd + 1)) return false;
  return mapping === undefined || isPlainKey(written, isBare);
}

function isPlainKey(written: string, isBare: boolean): boolean {
  if (written.length > 200 || /[\n\\]/.test(written) || written.includes("__proto__")) return false;
  return !isBare || !/^(?:~|[Nn]ull|NULL|<<)?$/.test(written);
}

/** Whether what is quoted ends before this place as it should: the parser here would begin anew right behind it. */
function isEnd(text: string, at: number): boolean {
  afterQuoted.lastIndex = at;
  return afterQuoted.test(text);
}

const afterQuoted = /[ \n]*(?:[:,\]}]|$)| *\n| +#/y;

/** What may be beyond the numbers: one parser takes it for infinity and the other for a text. */
const farNumber = /^[-+]?[0-9.]+(?:[eE]|[0-9.]{200})/;
