import accounts from "./ko/accounts.js";
import auctions from "./ko/auctions.js";
import finding from "./ko/finding.js";
import realtime from "./ko/realtime.js";
import selling from "./ko/selling.js";
import trading from "./ko/trading.js";

export default {
  ...accounts,
  ...auctions,
  ...finding,
  ...realtime,
  ...selling,
  ...trading,

  "site.name": "핸즈업",
  "site.home": "핸즈업 첫 화면",
  "site.skip": "본문으로 건너뛰기",
  "site.language": "English",
  "site.languageLabel": "Switch to English",
  "site.open": "경매 열기",
  "common.retry": "다시 시도",
  "common.more": "더 보기",
  "common.loading": "불러오는 중",
  "common.close": "닫기",
  "common.cancel": "취소",
  "time.daysHours": "{days}일 {hours}시간",
  "time.justNow": "방금",
  "time.seconds": "{count}초",
  "time.minutes": "{count}분",
  "time.hours": "{count}시간",
  "time.days": "{count}일",

  "notFound.title": "찾을 수 없는 화면이에요",
  "notFound.lead": "주소가 바뀌었거나 사라졌을 수 있어요.",

  "error.unknown": "문제가 생겼어요. 잠시 뒤 다시 시도해 주세요.",
  "error.network": "서버에 연결할 수 없어요. 인터넷 연결을 확인해 주세요.",
  "error.unavailable": "지금은 처리할 수 없어요. 잠시 뒤 다시 시도해 주세요.",
  "error.rateLimited": "요청이 너무 많아요. 잠시 뒤 다시 시도해 주세요.",
  "error.rateLimitedUntil": "시도가 너무 많았어요. {time} 뒤에 다시 시도해 주세요.",
  "error.credentials.wrong": "로그인 정보가 맞지 않아요. 이름이나 번호, 비밀번호를 확인해 주세요.",
  "error.account.suspended": "이용이 정지된 계정이에요.",
  "error.account.suspendedUntil": "{time}까지 이용이 정지된 계정이에요.",
  "error.account.leading": "진행 중인 경매에서 최고 입찰자예요. 그 경매가 끝난 뒤에 탈퇴할 수 있어요.",
  "error.account.selling": "내가 연 경매가 진행 중이에요. 그 경매가 끝난 뒤에 탈퇴할 수 있어요.",
  "error.unauthenticated": "로그인이 필요해요.",
  "error.forbidden": "할 수 없는 일이에요.",
  "error.notFound": "찾을 수 없어요.",
  "error.invalid": "적은 값을 확인해 주세요.",
  "error.tooLarge": "내용이 너무 길어요.",
  "error.bid.tooLow": "금액이 낮아요. {minimum} 이상 입찰해 주세요.",
  "error.bid.notLive": "아직 시작하지 않은 경매예요.",
  "error.bid.ended": "이미 끝난 경매예요.",
  "error.bid.ownAuction": "내가 연 경매에는 입찰할 수 없어요.",
  "error.idempotency.mismatch": "앞서 보낸 내용과 달라요. 다시 시도해 주세요.",
};
