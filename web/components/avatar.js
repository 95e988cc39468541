/** A profile picture, or the first letter of the name on a colour of its own. */
import { h } from "../dom.js";
import { hasLeft } from "./person.js";

/**
 * @param {{id: number, username: string, imageUrl?: string|null}} profile
 * @param {string} [style] another class
 */
export function avatar(profile, style = "") {
  const classes = `avatar ${style}`.trim();
  if (profile.imageUrl) {
    return h("img", { class: classes, src: profile.imageUrl, alt: "", width: 32, height: 32, loading: "lazy" });
  }
  if (hasLeft(profile)) return h("span", { class: `${classes} avatar--left`, "aria-hidden": "true", text: "–" });
  const element = h("span", { class: classes, "aria-hidden": "true", text: () => [...profile.username][0]?.toUpperCase() ?? "?" });
  // Multiples of the golden angle lie far apart on the colour circle.
  element.style.setProperty("--hue", String(Math.round((profile.id * 137.5) % 360)));
  return element;
}
