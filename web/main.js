/** Starts the page: language, session, realtime connection, header, routes. */
import "./connection.js";
import { header } from "./components/header.js";
import { tellOfEnd } from "./components/sessionNotice.js";
import { locale, setLocale } from "./i18n.js";
import { deletionPage } from "./pages/account/deletion.js";
import { namePage } from "./pages/account/name.js";
import { overviewPage } from "./pages/account/overview.js";
import { passwordPage } from "./pages/account/password.js";
import { phonePage } from "./pages/account/phone.js";
import { sessionsPage } from "./pages/account/sessions.js";
import { homePage } from "./pages/home.js";
import { notFoundPage } from "./pages/notFound.js";
import { resetPage } from "./pages/reset.js";
import { roomPage } from "./pages/room.js";
import { sellPage } from "./pages/sell.js";
import { signInPage } from "./pages/signIn.js";
import { signUpPage } from "./pages/signUp.js";
import { userPage } from "./pages/user.js";
import { Router } from "./router.js";
import { session } from "./session.js";
import { whenAskedToSignIn } from "./signInAddress.js";

setLocale(locale());
session.restore();

const router = new Router(document.getElementById("main"));
router
  .on(/^\/$/, (_, query) => homePage({ router, query }))
  .on(/^\/auctions\/new$/, () => sellPage({ router }))
  .on(/^\/auctions\/([1-9]\d{0,18})$/, ([id]) => roomPage({ router, id: Number(id) }))
  .on(/^\/users\/([1-9]\d{0,18})$/, ([id]) => userPage({ router, id: Number(id) }))
  .on(/^\/signin$/, () => signInPage({ router }))
  .on(/^\/signup$/, () => signUpPage({ router }))
  .on(/^\/reset$/, () => resetPage({ router }))
  .on(/^\/account$/, () => overviewPage())
  .on(/^\/account\/name$/, () => namePage({ router }))
  .on(/^\/account\/password$/, () => passwordPage({ router }))
  .on(/^\/account\/phone$/, () => phonePage({ router }))
  .on(/^\/account\/sessions$/, () => sessionsPage())
  .on(/^\/account\/delete$/, () => deletionPage({ router }))
  .on(/^/, () => notFoundPage());

document.getElementById("header").append(...header({ router }));
whenAskedToSignIn((address) => router.go(address));
session.addEventListener("end", ({ detail }) => tellOfEnd(detail));

router.start();
