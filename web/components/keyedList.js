/** Brings the children of a list in line with what it shows: rows that are there stay, and with them the focus. */

/**
 * @template Key
 * @param {HTMLElement} list
 * @param {Key[]} keys in the order of the page
 * @param {(key: Key) => HTMLElement} make a row that is new
 */
export function arrange(list, keys, make) {
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  const wanted = new Set(keys.map(String));
  for (const row of [...list.children]) if (!wanted.has(row.dataset.key)) row.remove();
  const rows = new Map([...list.children].map((row) => [row.dataset.key, row]));
  keys.forEach((key, index) => {
    const row = rows.get(String(key)) ?? make(key);
    row.dataset.key = String(key);
    if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
  });
  if (focused?.isConnected && document.activeElement !== focused) focused.focus({ preventScroll: true }); // it was moved
}
