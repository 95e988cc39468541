/** A seller opens an auction. What is typed and uploaded stays until it is sent, also over a reload. */
import { api } from "../api.js";
import { storeDraft, storedDraft } from "../drafts.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { session } from "../session.js";
import { uuid } from "../uuid.js";
import { guarded } from "../accounts/guarded.js";
import { filesOf } from "../listing/files.js";
import { listingForm } from "../listing/listingForm.js";
import { askToSignIn } from "../signInAddress.js";

export function sellPage({ router }) {
  return guarded({ title: "sell.title", keepsContent: true, build: () => build(router) });
}

function build(router) {
  const draftKey = `listing.${session.user.id}`;
  const abort = new AbortController();
  const submission = { body: null, key: null };
  const form = listingForm({
    submit: "sell.submit", send,
    onchange: (values) => storeDraft(draftKey, isEmpty(values) ? null : values),
    place: signInFirst,
  });

  async function send({ images, ...values }) {
    const body = { ...set(values), imageIds: images.map(({ id }) => id) };
    // A new key for a new content: a second try of the same is the same auction.
    const text = JSON.stringify(body);
    if (submission.body !== text) Object.assign(submission, { body: text, key: uuid() });
    const { id } = await api.openAuction(body, submission.key);
    storeDraft(draftKey, null);
    router.replace(`/auctions/${id}`); // going back from there leads to where one came from, not to an empty form
  }

  const draft = storedDraft(draftKey);
  if (draft) form.fill(draft);
  const restored = draft && h("p", { class: "draft", role: "status" },
    h("span", { text: () => t("sell.draft") }),
    h("button", {
      class: "link", type: "button", text: () => t("sell.startOver"), onclick: () => {
        storeDraft(draftKey, null);
        router.replace("/auctions/new");
      },
    }));

  const element = h("section", { class: "page sell" },
    h("h1", { text: () => t("sell.title") }),
    h("p", { class: "lead", text: () => t("sell.lead") }),
    restored, form.element);
  document.addEventListener("paste", (event) => {
    const files = filesOf(event.clipboardData);
    if (files.length === 0) return;
    event.preventDefault();
    form.pictures.add(files);
  }, { signal: abort.signal });

  return {
    element,
    dispose() {
      abort.abort();
      form.dispose();
    },
  };
}

/** A session may end while one writes; the draft waits. */
export function signInFirst(error) {
  if (error.code !== "unauthenticated") return false;
  askToSignIn();
  return true;
}

function isEmpty({ title, description, startPrice, images }) {
  return !title && !description && startPrice === null && images.length === 0;
}

function set(values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}
