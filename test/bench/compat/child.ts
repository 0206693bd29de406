import { type CompatPhase, compat } from "@insaka/generator";

/** A process of its own that runs the check once and prints what each phase took, as JSON. */
interface Mark {
  readonly phase: CompatPhase | "end";
  readonly wall: number;
  readonly cpu: number;
}

const [, , config = ""] = process.argv;
const marks: Mark[] = [];
const mark = (phase: Mark["phase"]): void => {
  const { user, system } = process.cpuUsage();
  marks.push({ phase, wall: performance.now(), cpu: (user + system) / 1000 });
};
const { result } = await compat({ source: { config }, against: "registry", cwd: process.cwd(), onPhase: mark });
mark("end");
if (!("report" in result)) throw new Error(`not checked: ${JSON.stringify(result.diagnostics)}`);
const { findings, versions } = result.report;
const phases = [{ phase: "start", wall: 0, cpu: 0 } as const, ...marks].slice(0, -1).map((from, index) => {
  const to = marks[index] ?? from;
  return { phase: from.phase, wallMs: to.wall - from.wall, cpuMs: to.cpu - from.cpu };
});
const last = marks.at(-1) ?? { wall: 0, cpu: 0 };
console.log(
  JSON.stringify({
    phases,
    wallMs: last.wall,
    cpuMs: last.cpu,
    peakMb: process.resourceUsage().maxRSS / 1024,
    pairs: versions.reduce((sum, { pairs }) => sum + pairs, 0),
    changed: versions.filter(({ change }) => change === "changed").length,
    breaking: findings.filter(({ weight }) => weight === "breaking" || weight === "undecided").length,
  }),
);
