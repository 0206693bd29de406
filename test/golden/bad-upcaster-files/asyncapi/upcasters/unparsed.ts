export const upcast = (old: object) => {
  return old +;
};
