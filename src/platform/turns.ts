/**
 * Lets requests and timers have their turn. SQLite answers in this process without ever waiting: whoever asks it many things in
 * a row keeps everybody else from being answered, unless they pause like this between two of them.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
