/** One picture of a listing: how far it has come, and what one can do with it. */
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../components/icon.js";

/**
 * @param {import("./pictureField.js").Entry} entry read again at each update
 * @param {object} options
 * @param {() => number} options.index its place among all
 * @param {() => number} options.count
 * @param {{move: (step: number) => void, remove: () => void, retry: () => void}} options.acts
 */
export function pictureTile(entry, { index, count, acts }) {
  const name = () => t("pictures.number", { number: index() + 1 });
  const button = (key, shape, act, isOff = () => false) => h("button", {
    class: "tile__button", type: "button", "aria-label": () => `${name()}: ${t(key)}`, "data-act": key,
    "aria-disabled": () => (isOff() ? "true" : null), onclick: () => isOff() || act(),
  }, icon(shape));
  const bar = h("progress", {
    class: "tile__progress", max: 1, "aria-label": () => `${name()}: ${t("pictures.uploading")}`,
    ".hidden": () => entry.state !== "sending", ".value": () => entry.part,
  });
  const element = h("li", { class: "tile", draggable: "true", "data-state": () => entry.state },
    h("img", { class: "tile__image", src: entry.preview, alt: name, draggable: "false" }),
    h("span", { class: "tag tile__cover", ".hidden": () => index() !== 0, text: () => t("pictures.cover") }),
    bar,
    h("div", { class: "tile__failure", ".hidden": () => entry.state !== "failed" },
      h("p", { text: () => entry.problem?.() ?? "" }),
      h("button", { class: "link", type: "button", ".hidden": () => !entry.file, text: () => t("common.retry"), onclick: acts.retry })),
    h("div", { class: "tile__remove" }, button("pictures.remove", "close", acts.remove)),
    h("div", { class: "tile__moves" },
      button("pictures.forward", "back", () => acts.move(-1), () => index() === 0),
      button("pictures.backward", "next", () => acts.move(1), () => index() === count() - 1)));
  return { element, update: () => refresh(element) };
}
