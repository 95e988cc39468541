/** A profile picture, or the first letter of the name on a colour of its own. */
import { h } from "../dom.js";

/** @param {{id: number, username: string, imageUrl?: string|null}} profile */
export function avatar(profile) {
  if (profile.imageUrl) {
    return h("img", { class: "avatar", src: profile.imageUrl, alt: "", width: 32, height: 32, loading: "lazy" });
  }
  const element = h("span", { class: "avatar", "aria-hidden": "true", text: [...profile.username][0]?.toUpperCase() ?? "?" });
  // Multiples of the golden angle lie far apart on the colour circle.
  element.style.setProperty("--hue", String(Math.round((profile.id * 137.5) % 360)));
  return element;
}
