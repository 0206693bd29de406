import { findDocuments } from "./find-documents.js";
import { openSourceFolder, type SourceFolder } from "./source-folder.js";

/** Where documents are read: the disk, or a commit that stands in its place under the same paths. */
export interface FileTree {
  /**
   * @param folder - absolute; the folder that must not be left
   * @param root - absolute; what names are relative to
   */
  openFolder(folder: string, root: string, boundary?: string): Promise<SourceFolder>;
  /** The files that a glob matches below a folder, as absolute paths, sorted. */
  find(folder: string, pattern: string): Promise<readonly string[]>;
}

/** The files as they are now. */
export const diskTree: FileTree = { openFolder: openSourceFolder, find: findDocuments };
