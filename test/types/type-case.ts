/** Code that the compiler must refuse, why, and its nearest twin that it must take: so that it is refused for that reason. */
export interface TypeCase {
  readonly what: string;
  readonly refused: string;
  /** One whole line of what the compiler says of `refused`. */
  readonly says: string;
  readonly allowed: string;
}

/** Cases that share their first lines: imports and declarations. */
export interface TypeCases {
  readonly topic: string;
  readonly given: string;
  readonly cases: readonly TypeCase[];
}
