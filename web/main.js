/** Starts the page: language, session, realtime connection, header, routes. */
import "./connection.js";
import { tellOfCrowd } from "./components/crowdedNotice.js";
import { header } from "./components/header.js";
import { tellOfEnd } from "./components/sessionNotice.js";
import { locale, setLocale } from "./i18n.js";
import { notifications } from "./notifications/notifications.js";
import { tellOfNotifications } from "./notifications/toasts.js";
import { homePage } from "./pages/home.js";
import { notFoundPage } from "./pages/notFound.js";
import { roomPage } from "./pages/room.js";
import { Router } from "./router.js";
import { session } from "./session.js";
import { whenAskedToSignIn } from "./signInAddress.js";
import { strip } from "./strip/strip.js";

setLocale(locale());
session.restore();

const router = new Router(document.getElementById("main"), () => notifications.unread);
/** A page whose code is fetched when it is opened: most visitors watch, and never need it. */
const later = (load, make) => async ([part], query) => (await load())[make]({ router, part, id: Number(part), query });

router
  .on(/^\/$/, (_, query) => homePage({ router, query }))
  .on(/^\/auctions\/new$/, later(() => import("./pages/sell.js"), "sellPage"))
  .on(/^\/auctions\/([1-9]\d{0,18})$/, ([id]) => roomPage({ router, id: Number(id) }))
  .on(/^\/auctions\/([1-9]\d{0,18})\/edit$/, later(() => import("./pages/edit.js"), "editPage"))
  .on(/^\/users\/([1-9]\d{0,18})$/, later(() => import("./pages/user.js"), "userPage"))
  .on(/^\/signin$/, later(() => import("./pages/signIn.js"), "signInPage"))
  .on(/^\/signup$/, later(() => import("./pages/signUp.js"), "signUpPage"))
  .on(/^\/reset$/, later(() => import("./pages/reset.js"), "resetPage"))
  .on(/^\/account\/(selling|won|liked)$/, later(() => import("./pages/account/auctions.js"), "ownAuctionsPage"))
  .on(/^\/account$/, later(() => import("./pages/account/overview.js"), "overviewPage"))
  .on(/^\/account\/name$/, later(() => import("./pages/account/name.js"), "namePage"))
  .on(/^\/account\/password$/, later(() => import("./pages/account/password.js"), "passwordPage"))
  .on(/^\/account\/phone$/, later(() => import("./pages/account/phone.js"), "phonePage"))
  .on(/^\/account\/notifications$/, later(() => import("./pages/account/notifications.js"), "notificationSettingsPage"))
  .on(/^\/trades$/, later(() => import("./pages/trades.js"), "tradesPage"))
  .on(/^\/trades\/([1-9]\d{0,18})$/, later(() => import("./pages/trade.js"), "tradePage"))
  .on(/^\/account\/sessions$/, later(() => import("./pages/account/sessions.js"), "sessionsPage"))
  .on(/^\/account\/delete$/, later(() => import("./pages/account/deletion.js"), "deletionPage"))
  .on(/^/, () => notFoundPage());

document.getElementById("header").append(...header({ router }));
document.getElementById("main").after(strip(router));
whenAskedToSignIn((address) => router.go(address));
session.addEventListener("end", ({ detail }) => tellOfEnd(detail));
notifications.addEventListener("change", () => router.retitle());
tellOfNotifications();
tellOfCrowd();

router.start();
