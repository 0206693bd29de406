import type { parse as Parse } from "@babel/parser";
import { load } from "../package-folder.js";
import type { Position } from "./source-text.js";

/** A way in which a file brings in another. `value` and `type` are import statements; the others are not for upcasters. */
export type ImportForm = "value" | "type" | "side-effect" | "re-export" | "augmentation" | "dynamic";

/** One import of a file: what it names, and where its text with the quotes stands. */
export interface ImportSite {
  /** Null where it is computed. */
  readonly specifier: string | null;
  readonly form: ImportForm;
  readonly start: number;
  readonly end: number;
  readonly position: Position;
}

/** What must be known of the TypeScript of an upcaster before it may be carried along. */
export interface ParsedUpcaster {
  readonly imports: readonly ImportSite[];
  /** True where it exports a value called `upcast`. */
  readonly exportsUpcast: boolean;
}

/** Why a text is no TypeScript. */
export interface UpcasterFault {
  readonly fault: string;
  readonly position: Position;
}

/** The compiler holds an upcaster to the shapes of both versions; a comment must not send it away. */
const UNCHECKED = /^[\s/*]*@ts-(?:nocheck|ignore|expect-error)\b/;

type SyntaxNode = Readonly<Record<string, unknown>> & { readonly type: string };

let parser: typeof Parse | undefined;

/** Parses the TypeScript of an upcaster. Never throws at what is in it, and runs none of it. */
export function parseUpcaster(text: string): ParsedUpcaster | UpcasterFault {
  // Loaded at the first upcaster: nearly all documents do without.
  parser ??= (load("@babel/parser") as { readonly parse: typeof Parse }).parse;
  try {
    const file = parser(text, { sourceType: "module", plugins: ["typescript"] });
    const { interpreter } = file.program;
    // Where it is carried to, a header stands before it.
    if (interpreter?.loc)
      return { fault: "It begins like a program, with #!", position: positionOf(interpreter.loc.start) };
    const unchecked = (file.comments ?? []).find(({ value }) => UNCHECKED.test(value));
    if (unchecked?.loc)
      return { fault: "It tells the compiler not to check it", position: positionOf(unchecked.loc.start) };
    const comments = (file.comments ?? []).flatMap((comment) => referenceSite(comment as unknown as SyntaxNode));
    const body = file.program.body as unknown as readonly SyntaxNode[];
    return { imports: [...comments, ...importSites(body)], exportsUpcast: body.some(exportsUpcast) };
  } catch (error) {
    const { loc, message } = error as { readonly loc?: Location; readonly message: string };
    if (error instanceof RangeError) return { fault: "It nests too deeply", position: { line: 1, column: 1 } };
    if (loc === undefined) throw error;
    return { fault: message.replace(/\s*\(\d+:\d+\)$/, "").replace(/\.$/, ""), position: positionOf(loc) };
  }
}

interface Location {
  readonly line: number;
  readonly column: number;
}

function positionOf({ line, column }: Location): Position {
  return { line, column: column + 1 };
}

/** The compiler takes `/// <reference path="..." />` for an import. */
function referenceSite(comment: SyntaxNode): readonly ImportSite[] {
  const isReference = comment.type === "CommentLine" && /^\/\s*<(?:reference|amd-)/.test(String(comment.value));
  return isReference ? [site(comment, "dynamic", undefined)] : [];
}

function importSites(body: readonly SyntaxNode[]): readonly ImportSite[] {
  const found: ImportSite[] = [];
  const open: unknown[] = [...body].reverse();
  while (open.length > 0) {
    const node = open.pop();
    if (Array.isArray(node)) open.push(...[...node].reverse());
    if (!isNode(node)) continue;
    const form = importForm(node);
    if (form !== undefined) found.push(site(node, form.form, form.source));
    open.push(...Object.values(node).reverse());
  }
  return found;
}

function importForm(node: SyntaxNode): { readonly form: ImportForm; readonly source: unknown } | undefined {
  const { type, source } = node;
  if (type === "ImportDeclaration") {
    const bare = (node.specifiers as readonly unknown[]).length === 0;
    return { form: bare ? "side-effect" : node.importKind === "type" ? "type" : "value", source };
  }
  if (type === "ExportAllDeclaration" || (type === "ExportNamedDeclaration" && isNode(source))) {
    return { form: "re-export", source };
  }
  if (type === "TSImportType" || type === "TSExternalModuleReference") {
    return { form: "dynamic", source: node.argument ?? node.expression };
  }
  // What it declares of another module or of all of them holds wherever the generated code is compiled.
  if (type === "TSModuleDeclaration" && (node.kind === "module" || node.kind === "global")) {
    return isNode(node.id) && (node.kind === "global" || node.id.type === "StringLiteral")
      ? { form: "augmentation", source: node.id }
      : undefined;
  }
  if (type === "ImportExpression") return { form: "dynamic", source };
  if (type !== "CallExpression" || !isNode(node.callee)) return undefined;
  const calls = node.callee.type === "Import" || (node.callee.type === "Identifier" && node.callee.name === "require");
  return calls ? { form: "dynamic", source: (node.arguments as readonly unknown[])[0] } : undefined;
}

function site(node: SyntaxNode, form: ImportForm, source: unknown): ImportSite {
  const at = isNode(source) ? source : node;
  return {
    specifier: isNode(source) && typeof source.value === "string" ? source.value : null,
    form,
    start: Number(at.start),
    end: Number(at.end),
    position: positionOf((at.loc as { readonly start: Location }).start),
  };
}

function exportsUpcast(statement: SyntaxNode): boolean {
  if (statement.type !== "ExportNamedDeclaration" || statement.exportKind === "type") return false;
  const { declaration } = statement;
  const isValue = isNode(declaration) && /^(?:Variable|Function)Declaration$/.test(declaration.type);
  const declared = isValue ? [declaration, ...[declaration.declarations ?? []].flat()] : [];
  const names = declared.map((part) => (part as { readonly id?: unknown }).id);
  const specified = (statement.specifiers as readonly SyntaxNode[])
    .filter(({ exportKind }) => exportKind !== "type")
    .map(({ exported }) => exported);
  return [...names, ...specified].some((name) => isNode(name) && name.name === "upcast");
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}
