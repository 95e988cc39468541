/** The seller changes an auction that has not started. */
import { api } from "../api.js";
import { clock } from "../clock.js";
import { h } from "../dom.js";
import { errorText, t } from "../i18n.js";
import { guarded } from "../accounts/guarded.js";
import { errorNotice } from "../components/notice.js";
import { filesOf } from "../listing/files.js";
import { listingForm } from "../listing/listingForm.js";
import { session } from "../session.js";
import { notFoundPage } from "./notFound.js";
import { signInFirst } from "./sell.js";

export function editPage({ router, id }) {
  return guarded({ title: "edit.title", keepsContent: true, build: () => build(router, id) });
}

function build(router, id) {
  const abort = new AbortController();
  const element = h("section", { class: "page sell" }, h("h1", { text: () => t("edit.title") }));
  let form = null;
  load();

  async function load() {
    const place = h("div", { "aria-busy": "true" }, h("div", { class: "skeleton skeleton--panel skeleton--gap", "aria-hidden": "true" }));
    element.replaceChildren(h("h1", { text: () => t("edit.title") }), place);
    try {
      const auction = await api.auction(id, abort.signal);
      if (auction.seller.id !== session.user?.id) return element.replaceChildren(...notFoundPage("edit.notYours", "edit.notYoursLead").element.children);
      if (auction.status !== "upcoming") return router.replace(`/auctions/${id}`);
      fill(auction, place);
    } catch (error) {
      if (error.name === "AbortError") return;
      if (error.code === "notFound") return element.replaceChildren(...notFoundPage("room.notFound").element.children);
      place.replaceChildren(errorNotice(() => `${t("room.loadFailed")} ${errorText(error)}`, load));
    }
    place.removeAttribute("aria-busy");
  }

  function fill(auction, place) {
    const before = valuesOf(auction);
    form = listingForm({
      submit: "edit.submit",
      async send(values) {
        const changes = differences(before, values);
        if (Object.keys(changes).length > 0) await api.changeAuction(id, changes);
        router.replace(`/auctions/${id}`);
      },
      place(error) {
        if (error.code !== "auction.started") return signInFirst(error);
        form.tell(() => errorText(error), h("a", { class: "link", href: `/auctions/${id}`, text: () => t("edit.toAuction") }));
        return true;
      },
    });
    form.fill(before);
    place.replaceChildren(form.element);
    document.addEventListener("paste", (event) => {
      const files = filesOf(event.clipboardData);
      if (files.length === 0) return;
      event.preventDefault();
      form.pictures.add(files);
    }, { signal: abort.signal });
  }

  return {
    element,
    dispose() {
      abort.abort();
      form?.dispose();
    },
  };
}

/** @returns {import("../listing/listingForm.js").Values} */
function valuesOf({ title, description, category, startPrice, estimate, startsAt, endsAt, softCloseSeconds = null, images }) {
  const durationMinutes = Math.round((Date.parse(endsAt) - Date.parse(startsAt)) / 60_000);
  return { title, description, category, startPrice, estimate, startsAt, durationMinutes, softCloseSeconds, images };
}

/** What is to be sent: only what is another now, so that a start to the second stays as it was. */
function differences({ images: imagesBefore, ...before }, { images, ...after }) {
  const changes = Object.fromEntries(Object.entries(after).filter(([name, value]) => !isSame(name, before[name], value)));
  if ("startsAt" in changes && changes.startsAt === null) changes.startsAt = new Date(clock.now()).toISOString();
  const address = (list) => list.map(({ url }) => url).join(" ");
  return address(imagesBefore) === address(images) ? changes : { ...changes, imageIds: images.map(({ id }) => id) };
}

/** The field for the start shows whole minutes. */
function isSame(name, before, after) {
  if (name !== "startsAt" || after === null) return before === after;
  return Math.floor(Date.parse(before) / 60_000) === Math.floor(Date.parse(after) / 60_000);
}
