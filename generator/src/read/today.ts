/** The day that it is at UTC, `YYYY-MM-DD`, so that machines in different places agree whether an approval still holds. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
