const SHORTEST = 3;
const LONGEST = 60;

/** A name to sign in with, made from a person's: `mwila.banda`, or `mwila.banda2` where that one is taken. */
export function signInName(givenName: string, familyName: string, isTaken: (name: string) => boolean): string {
  const plain = [givenName, familyName].map(lettersOf).filter((part) => part !== "");
  const joined = plain.join(".").slice(0, LONGEST);
  const base = joined.length < SHORTEST ? ["user", ...plain].join(".") : joined;
  let name = base;
  for (let next = 2; isTaken(name); next += 1) name = `${base}${next}`;
  return name;
}

/** Letters that every keyboard has: Chipó becomes chipo. */
function lettersOf(text: string): string {
  return text
    .normalize("NFD")
    .toLowerCase()
    .replace(/[^a-z]/g, "");
}
