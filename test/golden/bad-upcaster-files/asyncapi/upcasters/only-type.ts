export type upcast = (old: object) => object;
export type { upcast as other };
