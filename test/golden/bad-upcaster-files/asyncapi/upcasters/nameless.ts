export const upcaster = (old: object): object => old;
const upcast = upcaster;
