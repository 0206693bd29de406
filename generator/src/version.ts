import { load } from "./package-folder.js";

/** This package's version. */
export const version: string = (load("./package.json") as { readonly version: string }).version;
