/** Starts the page: language, session, realtime connection, header, routes. */
import "./connection.js";
import { header } from "./components/header.js";
import { tellOfEnd } from "./components/sessionNotice.js";
import { locale, setLocale } from "./i18n.js";
import { homePage } from "./pages/home.js";
import { notFoundPage } from "./pages/notFound.js";
import { roomPage } from "./pages/room.js";
import { Router } from "./router.js";
import { session } from "./session.js";
import { whenAskedToSignIn } from "./signInAddress.js";

setLocale(locale());
session.restore();

const router = new Router(document.getElementById("main"));
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
  .on(/^\/account\/sessions$/, later(() => import("./pages/account/sessions.js"), "sessionsPage"))
  .on(/^\/account\/delete$/, later(() => import("./pages/account/deletion.js"), "deletionPage"))
  .on(/^/, () => notFoundPage());

document.getElementById("header").append(...header({ router }));
whenAskedToSignIn((address) => router.go(address));
session.addEventListener("end", ({ detail }) => tellOfEnd(detail));

router.start();
