/** The state of the connection: a dot and a word, announced politely when it changes. */
import { connection } from "../connection.js";
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";

export function connectionState() {
  const element = h("p", { class: "connection", role: "status", "data-state": () => connection.state },
    h("span", { class: "connection__dot", "aria-hidden": "true" }),
    h("span", { text: () => t(`connection.${connection.state}`) }));
  const update = () => refresh(element);
  connection.addEventListener("state", update);
  return { element, dispose: () => connection.removeEventListener("state", update) };
}
