import { isPattern } from "./pattern/compile-pattern.js";

/*
 * Every expression below runs in time linear in the text: no repetition holds another that can match the same
 * characters, so a hostile text cannot make a check slow. A format that is not listed is an annotation and checks
 * nothing, as draft-07 section 7.1 allows.
 */

const leapYear = String.raw`(?:\d\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)`;
const dayOfYear = String.raw`(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))`;
const date = `(?:\\d{4}-${dayOfYear}|${leapYear}-02-29)`;

/** RFC 3339 section 5.6. A leap second is read where it is in UTC: 23:59:60Z. */
const clock = String.raw`(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)`;
const leapSecond = String.raw`23:59:60(?:\.\d+)?(?:[Zz]|[+-]00:00)`;
const time = `(?:${clock}|${leapSecond})`;

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

/** RFC 3986 characters, percent signs only before two hexadecimal digits. */
const uriCharacters = String.raw`(?:[A-Za-z0-9\-._~:/?@!$&'()*+,;=\[\]]|%[0-9A-Fa-f]{2})*`;
const fragment = String.raw`(?:#(?:[A-Za-z0-9\-._~:/?@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*)?`;
const uri = `[A-Za-z][A-Za-z0-9+.-]*:${uriCharacters}${fragment}`;

const whole = (source: string): RegExp => new RegExp(`^(?:${source})$`);

/** The formats that are checked. */
export const formats: { readonly [format: string]: RegExp | ((text: string) => boolean) } = {
  date: whole(date),
  "date-time": whole(`${date}[Tt]${time}`),
  email: whole(email),
  hostname: whole(hostname),
  ipv4: whole(ipv4),
  ipv6: whole(ipv6()),
  "json-pointer": /^(?:\/(?:[^~/]|~[01])*)*$/,
  regex: isPattern,
  time: whole(time),
  uri: whole(uri),
  "uri-reference": whole(`(?:${uri}|(?![^/?#]*:)${uriCharacters}${fragment})`),
  uuid: /^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$/,
};
