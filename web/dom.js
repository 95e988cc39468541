/**
 * Builds elements. Text only ever becomes text: there is no way through here to set markup.
 *
 * A property whose value is a function is live: `refresh` evaluates it again, so that a change of state
 * or of language updates the page in place, keeping focus, scroll position and typed text.
 */

/** @type {WeakMap<Element, Array<() => void>>} */
const liveProperties = new WeakMap();

/**
 * @param {string} tag
 * @param {Record<string, unknown>} [properties] `text`, `class`, `on…` listeners, DOM properties that start
 *   with `.`, attributes otherwise; null and false leave an attribute out.
 * @param {...(Node|string|null|false|undefined)} children
 * @returns {HTMLElement}
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  assign(element, properties);
  element.append(...children.filter((child) => child !== null && child !== false && child !== undefined));
  return element;
}

/** Sets the properties of an element that exists; the same rules as for `h`. */
export function assign(element, properties) {
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (typeof value === "function") {
      makeLive(element, () => set(element, name, value()));
    } else {
      set(element, name, value);
    }
  }
}

function set(element, name, value) {
  if (name === "text") {
    const text = value ?? "";
    if (element.textContent !== String(text)) element.textContent = text;
  } else if (name.startsWith(".")) {
    if (element[name.slice(1)] !== value) element[name.slice(1)] = value;
  } else if (value === null || value === undefined || value === false) {
    element.removeAttribute(name);
  } else if (element.getAttribute(name) !== String(value)) {
    element.setAttribute(name, value === true ? "" : value);
  }
}

function makeLive(element, update) {
  const updates = liveProperties.get(element) ?? [];
  updates.push(update);
  liveProperties.set(element, updates);
  element.setAttribute("data-live", "");
  update();
}

/** Evaluates the live properties of `root` and of everything in it. */
export function refresh(root) {
  const elements = [...root.querySelectorAll("[data-live]")];
  if (liveProperties.has(root)) elements.unshift(root);
  for (const element of elements) {
    for (const update of liveProperties.get(element) ?? []) update();
  }
}

/** Runs `paint` once in the next frame however often it is asked for; also in a hidden tab, where frames stop. */
export function painter(paint) {
  let asked = false;
  const run = () => {
    asked = false;
    paint();
  };
  return () => {
    if (asked) return;
    asked = true;
    if (document.hidden) setTimeout(run, 250);
    else requestAnimationFrame(run);
  };
}
