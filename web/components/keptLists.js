/** Lists live on for who comes back to them: what was there shows at once, at the same place. */
const lists = new Map();
const mostKept = 8;

/**
 * The list of an address; a new one unless somebody comes back to it.
 * @template List
 * @param {string} address with all that decides what it holds
 * @param {boolean} isReturning
 * @param {() => List} make
 * @returns {List}
 */
export function keptList(address, isReturning, make) {
  const list = (isReturning && lists.get(address)) || make();
  lists.delete(address); // the newest stands last
  lists.set(address, list);
  if (lists.size > mostKept) lists.delete(lists.keys().next().value);
  return list;
}
