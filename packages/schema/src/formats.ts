import { isPattern } from "./pattern/compile-pattern.js";

/*
 * Every expression below runs in time linear in the text, so a hostile text cannot make a check slow: no repetition holds another that
 * can match the same characters, and few follow each other. They are expressions, and not functions, because the compatibility check
 * reasons about them. A format that is not listed is an annotation and checks nothing, as draft-07 section 7.1 allows.
 */

const leapYear = String.raw`(?:\d\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)`;
const dayOfYear = String.raw`(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))`;
const date = `(?:\\d{4}-${dayOfYear}|${leapYear}-02-29)`;

/** RFC 3339 section 5.6, and the leap seconds that there can be. */
const clock = String.raw`(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)`;
const time = `(?:${clock}|${leapSecond()})`;

/** RFC 3339 appendix D: a leap second is at 23:59:60 UTC everywhere. Offsets are of whole quarters of an hour: all that there are. */
function leapSecond(): string {
  const fraction = String.raw`(?:\.\d+)?`;
  const offsets = Array.from({ length: 24 * 4 }, (_, quarter) => quarter * 15);
  const local = (sign: string, offset: number): string => {
    const shifted = (24 * 60 - 1 + (sign === "+" ? offset : -offset)) % (24 * 60);
    return `${hoursAndMinutes(shifted)}:60${fraction}${sign === "+" ? "\\+" : "-"}${hoursAndMinutes(offset)}`;
  };
  const elsewhere = ["+", "-"].flatMap((sign) => offsets.map((offset) => local(sign, offset)));
  return `(?:23:59:60${fraction}[Zz]|${elsewhere.join("|")})`;
}

function hoursAndMinutes(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

/** RFC 3339 appendix A. */
function duration(): string {
  const clockPart = String.raw`T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S)`;
  const datePart = String.raw`(?:\d+D|\d+M(?:\d+D)?|\d+Y(?:\d+M(?:\d+D)?)?)`;
  return String.raw`P(?:${datePart}(?:${clockPart})?|${clockPart}|\d+W)`;
}

const octet = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const ipv4 = `${octet}(?:\\.${octet}){3}`;

/** RFC 4291: eight groups, or fewer around one `::`; the last two may be written as IPv4. */
function ipv6(): string {
  const group = "[0-9A-Fa-f]{1,4}";
  const tail = `(?:${group}:${group}|${ipv4})`;
  const whole = `(?:${group}:){6}${tail}`;
  const short = Array.from({ length: 6 }, (_, left) => {
    const before = left === 0 ? "" : `${group}(?::${group}){0,${left - 1}}`;
    const room = 5 - left;
    const withTail = room === 0 ? tail : `(?:${group}:){0,${room}}${tail}`;
    return `${before}::(?:${withTail}|${group})?`;
  });
  const last = `${group}(?::${group}){5}::${group}?|${group}(?::${group}){6}::`;
  return `(?:${whole}|${short.join("|")}|${last})`;
}

const label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
const hostname = `(?=.{1,253}$)${label}(?:\\.${label})*`;
const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const email = `${atom}(?:\\.${atom})*@(?:${hostname})`;

/** Letters beyond ASCII that an address may be written with: RFC 3987 `ucschar`, and RFC 6531 for mail. */
const beyond = planes(1, 14, String.raw`\u{A0}-\u{D7FF}\u{F900}-\u{FDCF}\u{FDF0}-\u{FFEF}`);
const anyAtom = `[A-Za-z0-9!#$%&'*+/=?^_\`{|}~${beyond}-]+`;
const anyLabel = `[A-Za-z0-9${beyond}](?:[A-Za-z0-9${beyond}-]{0,61}[A-Za-z0-9${beyond}])?`;
const idnEmail = `${anyAtom}(?:\\.${anyAtom})*@${anyLabel}(?:\\.${anyLabel})*`;

/** All of some Unicode planes but their last two characters, which are none, after `first`. */
function planes(from: number, to: number, first: string): string {
  const ranges = Array.from({ length: to - from + 1 }, (_, index) => {
    const plane = (from + index).toString(16);
    return `\\u{${plane}0000}-\\u{${plane}FFFD}`;
  });
  return first + ranges.join("");
}

/** RFC 3986 and, with letters beyond ASCII, RFC 3987; percent signs only before two hexadecimal digits. */
function addresses(letters = "", inQuery = ""): { readonly absolute: string; readonly reference: string } {
  const one = (marks: string) => `(?:[A-Za-z0-9\\-._~!$&'()*+,;=${marks}${letters}]|%[0-9A-Fa-f]{2})`;
  const literalHost = String.raw`\[(?:${ipv6()}|[Vv][0-9A-Fa-f]+\.[A-Za-z0-9\-._~!$&'()*+,;=:]+)\]`;
  const authority = String.raw`\/\/(?:${one(":")}*@)?(?:${literalHost}|${one("")}*)(?::\d*)?`;
  const further = `(?:\\/${one(":@\\/")}*)?`;
  const rooted = `\\/(?:${one(":@")}${one(":@\\/")}*)?`;
  const after = `(?:\\?${one(`:@\\/?${inQuery}`)}*)?(?:#${one(":@\\/?")}*)?`;
  const path = `(?:${authority}${further}|${rooted}|${one(":@")}${one(":@\\/")}*)?`;
  // Its first part has no colon: that would end a scheme.
  const relative = `(?:${authority}${further}|${rooted}|${one("@")}+${further})?`;
  const absolute = `[A-Za-z][A-Za-z0-9+.-]*:${path}${after}`;
  return { absolute, reference: `(?:${absolute}|${relative}${after})` };
}

const uri = addresses();
const iri = addresses(beyond, planes(15, 16, String.raw`\u{E000}-\u{F8FF}`));

/** RFC 6570. */
const variable = String.raw`(?:\w|%[0-9A-Fa-f]{2})(?:\.?(?:\w|%[0-9A-Fa-f]{2}))*(?::[1-9]\d{0,3}|\*)?`;
const literal = String.raw`[^\u{0}-\u{20}"'<>%\\^\x60{|}\u{7F}-\u{9F}]|%[0-9A-Fa-f]{2}`;
const uriTemplate = String.raw`(?:${literal}|\{[+#./;?&=,!@|]?${variable}(?:,${variable})*\})*`;

const whole = (source: string, flags?: "u"): RegExp => new RegExp(`^(?:${source})$`, flags);

const dateTime = whole(`${date}[Tt]${time}`);
const anyTime = whole(time);

/** The formats that are checked. */
export const formats: { readonly [format: string]: RegExp | ((text: string) => boolean) } = {
  date: whole(date),
  "date-time": dateTime,
  duration: whole(duration()),
  email: whole(email),
  hostname: whole(hostname),
  "idn-email": whole(idnEmail, "u"),
  ipv4: whole(ipv4),
  ipv6: whole(ipv6()),
  iri: whole(iri.absolute, "u"),
  "iri-reference": whole(iri.reference, "u"),
  "json-pointer": /^(?:\/(?:[^~/]|~[01])*)*$/,
  regex: isPattern,
  "relative-json-pointer": /^(?:0|[1-9]\d*)(?:#|(?:\/(?:[^~/]|~[01])*)*)$/,
  time: anyTime,
  uri: whole(uri.absolute),
  "uri-reference": whole(uri.reference),
  "uri-template": whole(uriTemplate, "u"),
  uuid: /^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$/,
};

/**
 * The same formats as a validator asks for them. Leap seconds are looked for only in a text that may have one: the expression that
 * knows them all is half a megabyte of machine code once the engine has compiled it.
 */
export const formatChecks: typeof formats = {
  ...formats,
  "date-time": rarely(whole(`${date}[Tt]${clock}`), dateTime),
  time: rarely(whole(clock), anyTime),
};

function rarely(ordinary: RegExp, all: RegExp): (text: string) => boolean {
  return (text) => ordinary.test(text) || (text.includes(":60") && all.test(text));
}
