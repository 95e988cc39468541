/** Who is in the room: a number that opens the list of people. */
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { avatar } from "../components/avatar.js";
import { dropdown } from "../components/dropdown.js";
import { icon } from "../components/icon.js";
import { arrange } from "../components/keyedList.js";
import { person } from "../components/person.js";

/** @param {import("./state.js").RoomState} state */
export function participants(state) {
  const list = h("ul", { class: "watching__list" });
  const guests = () => (state.people ? state.watching - state.people.length : 0);
  const guestText = () => t(state.people?.length ? "room.guestsToo" : "room.guests", { count: guests() });
  const menu = dropdown({
    style: "watching",
    summary: h("summary", {}, icon("eye"),
      h("span", { text: () => t("room.watching", { count: state.watching ?? 0 }) }), icon("down")),
    panel: h("section", { "aria-labelledby": "watching-title" },
      h("h2", { class: "watching__title", id: "watching-title", text: () => t("room.people") }),
      list,
      h("p", { class: "watching__note", ".hidden": () => guests() <= 0, text: guestText }),
      h("p", { class: "watching__note", ".hidden": () => state.people !== null, text: () => t("room.peopleMany") })),
  });
  const element = h("div", { class: "watching-place" }, menu);

  function update() {
    menu.hidden = state.watching === null;
    const people = new Map((state.people ?? []).map((each) => [each.id, each]));
    arrange(list, [...people.keys()], (id) => h("li", { class: "watching__row" },
      avatar(people.get(id)), person(people.get(id), "watching__name")));
    refresh(menu);
  }

  update();
  return { element, update };
}
