/** Dragging the entries of a list to another place. What goes by keyboard has buttons beside it. */

/**
 * @param {HTMLElement} list whose children are draggable
 * @param {(from: number, to: number) => void} move
 */
export function draggedOrder(list, move) {
  let dragged = null;
  const entryAt = (target) => [...list.children].find((child) => child.contains(target));
  const mark = (entry) => {
    for (const child of list.children) child.toggleAttribute("data-over", child === entry && child !== dragged);
  };
  const end = () => {
    dragged?.removeAttribute("data-dragged");
    mark(null);
    dragged = null;
  };

  list.addEventListener("dragstart", (event) => {
    dragged = entryAt(event.target);
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", ""); // Firefox drags nothing without
    dragged.setAttribute("data-dragged", "");
  });
  list.addEventListener("dragover", (event) => {
    if (!dragged) return;
    event.preventDefault();
    mark(entryAt(event.target));
  });
  list.addEventListener("drop", (event) => {
    if (!dragged) return;
    event.preventDefault();
    const children = [...list.children];
    const [from, to] = [children.indexOf(dragged), children.indexOf(entryAt(event.target))];
    end();
    if (to >= 0) move(from, to);
  });
  list.addEventListener("dragend", end);
}
