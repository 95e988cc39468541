/** The room of one auction. Assembles its parts, and feeds them from HTTP at first and then from the room's log. */
import { announce } from "../announce.js";
import { api } from "../api.js";
import { clock } from "../clock.js";
import { connection } from "../connection.js";
import { h, painter, refresh } from "../dom.js";
import { errorText, t } from "../i18n.js";
import { likes } from "../likes.js";
import { session } from "../session.js";
import { errorNotice } from "../components/notice.js";
import { toast } from "../components/toast.js";
import { Absence } from "../room/absence.js";
import { bidHistory } from "../room/bidHistory.js";
import { Chat } from "../room/chat.js";
import { roomLayout, roomSkeleton } from "../room/layout.js";
import { RoomState } from "../room/state.js";
import { forgetOpened, noteOpened } from "../strip/lately.js";
import { notFoundPage } from "./notFound.js";

const announced = {
  started: "room.announceStarted", extended: "room.announceExtended", ended: "room.announceEnded",
  cancelled: "room.cancelledNote",
};

export function roomPage({ router, id }) {
  const state = new RoomState();
  const abort = new AbortController();
  const element = h("section", { class: "page" }, roomSkeleton());
  const bids = bidHistory(state, id, abort.signal);
  const chat = new Chat(state, id, abort.signal);
  const absence = new Absence();
  let closeNews = () => {};
  let layout = null;
  let shownLeader = null;
  let hasHistory = false;
  let ownLike = null; // the socket tells everybody the same, so only HTTP knows what one likes
  let user = session.user?.id;

  function loadHistory() {
    hasHistory = true;
    bids.timeline.restart();
    chat.restart();
  }

  const paint = painter(() => {
    if (abort.signal.aborted || !layout) return;
    layout.update(shownLeader);
    shownLeader = state.auction.leader;
    bids.update();
    chat.render();
  });

  /** The first that brings the auction builds the page, be it HTTP or the socket. */
  function take(auction) {
    state.take(auction);
    if (!layout) {
      shownLeader = state.auction.leader;
      layout = roomLayout(state, { bids: bids.element, chat: chat.element }, {
        cancelled() {
          state.auction.status = "cancelled"; // the room's log says so too, in a moment
          paint();
        },
        relisted: (next) => router.go(`/auctions/${next}`),
      });
      element.replaceChildren(layout.element);
      router.retitle();
    }
    if (state.auction.status === "live") noteOpened(id);
    paint();
  }

  async function load() {
    const askedAt = performance.now();
    try {
      const auction = await api.auction(id, abort.signal);
      likes.learn(auction, askedAt);
      take(auction);
      ownLike = { liked: auction.liked, likeCount: auction.likeCount };
      Object.assign(state.auction, ownLike); // what events have brought further knows no likes
      layout.like();
    } catch (error) {
      if (error.name === "AbortError" || layout) return;
      if (error.code === "notFound") return showNotFound();
      const text = () => `${t("room.loadFailed")} ${errorText(error)}`;
      element.replaceChildren(errorNotice(text, () => {
        element.replaceChildren(roomSkeleton());
        load();
      }));
    }
  }

  function showNotFound() {
    element.replaceChildren(notFoundPage("room.notFound").element);
  }

  const leave = connection.join(id, {
    joined({ auction, presence, missed }, recovered) {
      if (!recovered) {
        state.forgetHistory();
        loadHistory();
      }
      state.see(presence);
      take({ ...auction, ...ownLike });
      const news = absence.end(state.auction, missed);
      if (news) closeNews = toast(news, null, { isPassing: false });
    },
    event(event) {
      const leader = state.auction?.leader;
      state.apply(event);
      if (leader && leader.id === session.user?.id) shownLeader = leader; // two bids may come between two frames
      if (announced[event.kind]) announce(t(announced[event.kind]));
      if (event.kind === "started") noteOpened(id);
      if (event.kind === "ended" || event.kind === "cancelled") forgetOpened(id);
      paint();
    },
    presence(presence) {
      state.see(presence);
      paint();
    },
    refused(error) {
      if (error.code === "notFound") showNotFound();
    },
  });
  load();

  const stopClock = clock.everySecond(() => layout?.tick());
  session.addEventListener("change", () => {
    refresh(element); // every row may be one's own now
    paint();
    if (session.user?.id !== user) load(); // what one likes is another's now
    user = session.user?.id;
  }, { signal: abort.signal });
  likes.addEventListener("change", () => layout?.like(), { signal: abort.signal });
  connection.addEventListener("state", () => {
    // Without a socket the page still shows what there is.
    const isCutOff = ["reconnecting", "offline"].includes(connection.state);
    if (isCutOff && !hasHistory) loadHistory();
    if (isCutOff && layout) absence.begin(state.auction);
    paint();
  }, { signal: abort.signal });

  return {
    element,
    title: () => [state.auction?.title, t("site.name")].filter(Boolean).join(" · "),
    dispose() {
      abort.abort();
      closeNews();
      leave();
      stopClock();
      layout?.dispose();
    },
  };
}
