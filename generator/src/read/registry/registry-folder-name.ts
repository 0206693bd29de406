/** The folder of the released revisions, beside the config. Nothing in it is a document, whatever the glob of the documents says. */
export const registryFolderName = "registry";
