/** Who somebody is: picture, name, what others say of them. */
import { h } from "../dom.js";
import { day } from "../format.js";
import { t } from "../i18n.js";
import { avatar } from "../components/avatar.js";

/**
 * @param {() => {id: number, username: string, imageUrl: string|null, mannerScore: number, reviewCount: number,
 *   soldCount: number, createdAt: string}} profile the newest known, read again at each refresh
 */
export function profileCard(profile) {
  const fact = (key, value) => h("div", { class: "profile__fact" },
    h("dt", { text: () => t(key) }), h("dd", { text: value }));
  return h("div", { class: "profile" },
    h("div", { class: "profile__head" },
      avatar(profile(), "avatar--large"),
      h("div", {},
        h("h1", { dir: "auto", text: () => profile().username }),
        h("p", { class: "lead", text: () => t("profile.since", { date: day(profile().createdAt) }) }))),
    h("div", { class: "manner" },
      h("p", { class: "manner__label" },
        h("span", { id: "manner", text: () => t("profile.manner") }),
        h("strong", { text: () => t("profile.mannerScore", { score: profile().mannerScore }) })),
      h("meter", { class: "manner__meter", min: 0, max: 100, "aria-labelledby": "manner", ".value": () => profile().mannerScore })),
    h("dl", { class: "profile__facts" },
      fact("profile.sold", () => t("profile.times", { count: profile().soldCount })),
      fact("profile.reviews", () => t("profile.pieces", { count: profile().reviewCount }))));
}

/** The shape of it while it is on its way: as tall as it will be. */
export function profileSkeleton() {
  return h("div", { class: "profile profile--skeleton", "aria-hidden": "true" },
    h("div", { class: "profile__head" },
      h("div", { class: "avatar avatar--large skeleton" }),
      h("div", { class: "profile__lines" },
        h("div", { class: "skeleton skeleton--line" }), h("div", { class: "skeleton skeleton--line skeleton--short" }))),
    h("div", { class: "skeleton skeleton--line" }));
}
