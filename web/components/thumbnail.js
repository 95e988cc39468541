/** A small square picture of an auction where only its address is known. */
import { h } from "../dom.js";
import { icon } from "./icon.js";

/** @param {{id: number, imageUrl: string|null}} auction */
export function thumbnail({ id, imageUrl }) {
  const box = h("span", { class: "thumbnail" });
  const standIn = () => {
    const element = h("span", { class: "picture__stand-in", "aria-hidden": "true" }, icon("hand"));
    element.style.setProperty("--hue", String(Math.round((id * 137.5) % 360)));
    return element;
  };
  if (!imageUrl) {
    box.append(standIn());
    return box;
  }
  const image = h("img", {
    src: imageUrl, alt: "", width: 48, height: 48, loading: "lazy", decoding: "async",
    onerror: () => image.replaceWith(standIn()),
  });
  box.append(image);
  return box;
}
