/** People by name. Who has left the service is named `deleted-<id>` by the server, and has no page. */
import { h } from "../dom.js";
import { t } from "../i18n.js";

/** @typedef {{id: number, username: string}} Profile */

/** @param {Profile} profile */
export function hasLeft({ id, username }) {
  return username === `deleted-${id}`; // nobody can choose a name with a dash
}

/** @param {Profile} profile */
export function nameOf(profile) {
  return hasLeft(profile) ? t("person.left") : profile.username;
}

/**
 * The name, as a link to the person's page.
 * @param {Profile} profile
 * @param {string} [style] another class
 */
export function person(profile, style = "") {
  const text = () => nameOf(profile);
  const name = h("bdi", { text });
  if (hasLeft(profile)) return h("span", { class: `${style} person person--left`.trim() }, name);
  return h("a", { class: `${style} person`.trim(), href: `/users/${profile.id}` }, name);
}
