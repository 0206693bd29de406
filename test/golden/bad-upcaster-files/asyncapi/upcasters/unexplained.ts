export const upcast = (old: object): object => old;
