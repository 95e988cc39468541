/** A button that opens a panel below itself; Escape, a press elsewhere and the focus going elsewhere close it. */
import { h } from "../dom.js";

/**
 * @param {object} options
 * @param {string} options.style class of the whole; the panel's is the same with `__panel`
 * @param {HTMLElement} options.summary the button
 * @param {HTMLElement} options.panel
 * @param {(isOpen: boolean) => void} [options.ontoggle]
 * @returns {HTMLDetailsElement}
 */
export function dropdown({ style, summary, panel, ontoggle = () => {} }) {
  panel.classList.add(`${style}__panel`);
  const element = h("details", { class: style }, summary, panel);
  const close = () => {
    element.open = false;
  };
  const pressed = ({ target }) => element.contains(target) || close();
  element.addEventListener("toggle", () => {
    if (element.open) document.addEventListener("pointerdown", pressed);
    else document.removeEventListener("pointerdown", pressed);
    ontoggle(element.open);
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !element.open) return;
    close();
    summary.focus();
  });
  element.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !element.contains(relatedTarget)) close();
  });
  // Whoever follows a link has chosen; on the same page nothing else would close the panel.
  panel.addEventListener("click", ({ target }) => target.closest("a[href]") && close());
  return element;
}
