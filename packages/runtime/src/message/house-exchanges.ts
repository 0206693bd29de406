/** The exchanges that codegen writes into every broker's definitions. */

/** Before the name of a step: `insaka.retry.5s`. */
export const RETRY_EXCHANGE = "insaka.retry.";
/** Where a message comes back from its wait queue, or from a replay. Services have no right to write there. */
export const RETURN_EXCHANGE = "insaka.return";
export const DEAD_EXCHANGE = "insaka.dead";
/** Where replies are published, with the name of the asking instance's queue as their routing key. */
export const REPLY_EXCHANGE = "insaka.reply";
