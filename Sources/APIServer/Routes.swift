import Shared

/// Every address of the API.
func routes(
    _ services: LoopServices, _ accounts: AccountServices, _ pictures: PictureResources
) -> [Route] {
    let answers = AuctionAnswers(services)
    let create = CreateAuction(pool: services.pool, publisher: services.publisher)
    let change = ChangeAuction(pool: services.pool, publisher: services.publisher)
    return [
        Route("GET", "/api/v1/auctions", ListAuctions(answers: answers).run),
        Route("POST", "/api/v1/auctions", OpenAuction(create: create).run),
        Route(
            "GET", "/api/v1/auctions/recommended",
            RecommendAuctions(answers: answers, recommendations: services.recommendations).run),
        Route("GET", "/api/v1/auctions/{id}", ShowAuction(answers: answers).run),
        Route("PATCH", "/api/v1/auctions/{id}", EditAuction(change: change, answers: answers).run),
        Route("DELETE", "/api/v1/auctions/{id}", CancelAuction(change: change).run),
        Route("POST", "/api/v1/auctions/{id}/relist", RelistAuction(create: create).run),
        Route("PUT", "/api/v1/auctions/{id}/like", LikeAuction(likes: services.likes).run),
        Route("DELETE", "/api/v1/auctions/{id}/like", UnlikeAuction(likes: services.likes).run),
        Route("GET", "/api/v1/auctions/{id}/bids", ListBids(services).run),
        Route("POST", "/api/v1/auctions/{id}/bids", PlaceBid(writer: services.writer).run),
        Route("GET", "/api/v1/auctions/{id}/messages", ListMessages(services).run),
        Route("POST", "/api/v1/auctions/{id}/messages", PostMessage(writer: services.writer).run),
        Route("GET", "/api/v1/auctions/{id}/events", ListEvents(services).run),
        Route("POST", "/api/v1/phone-verifications", SendCode(accounts: accounts).run),
        Route("POST", "/api/v1/phone-verifications/{id}/check", CheckCode(accounts: accounts).run),
        Route("GET", "/api/v1/usernames/{username}", CheckUsername(accounts: accounts).run),
        Route("POST", "/api/v1/users", SignUpUser(accounts: accounts).run),
        Route("GET", "/api/v1/users/{id}", ShowUser(accounts: accounts).run),
        Route(
            "GET", "/api/v1/users/{id}/auctions",
            ListUserAuctions(answers: answers, membership: accounts.membership).run),
        Route("POST", "/api/v1/sessions", OpenSession(accounts: accounts).run),
        Route("GET", "/api/v1/sessions", ListSessions(accounts: accounts).run),
        Route("DELETE", "/api/v1/sessions", EndSessions(accounts: accounts).others),
        Route("POST", "/api/v1/sessions/refresh", RefreshSession(accounts: accounts).run),
        Route("DELETE", "/api/v1/sessions/current", EndSessions(accounts: accounts).current),
        Route("DELETE", "/api/v1/sessions/{id}", EndSessions(accounts: accounts).one),
        Route("GET", "/api/v1/me", ShowMe(accounts: accounts).run),
        Route("PATCH", "/api/v1/me", ChangeMe(accounts: accounts).run),
        Route("DELETE", "/api/v1/me", DeleteMe(accounts: accounts).run),
        Route("PUT", "/api/v1/me/password", ChangePassword(accounts: accounts).run),
        Route("PUT", "/api/v1/me/phone", ChangePhone(accounts: accounts).run),
        Route("POST", "/api/v1/password-resets", ResetPassword(accounts: accounts).run),
        Route(
            "GET", "/api/v1/notifications", ListNotifications(notifications: services.notifications).run),
        Route(
            "PUT", "/api/v1/notifications/read",
            ReadNotifications(notifications: services.notifications).run),
        Route(
            "GET", "/api/v1/notifications/settings",
            ShowNotificationSettings(notifications: services.notifications).run),
        Route(
            "PATCH", "/api/v1/notifications/settings",
            ChangeNotificationSettings(notifications: services.notifications).run),
        Route("GET", "/api/v1/trades", ListTrades(trades: services.trades).run),
        Route("GET", "/api/v1/trades/{id}", ShowTrade(trades: services.trades).run),
        Route("GET", "/api/v1/trades/{id}/messages", ListTradeMessages(trades: services.trades).run),
        Route("POST", "/api/v1/trades/{id}/messages", PostTradeMessage(trades: services.trades).run),
        Route("PUT", "/api/v1/trades/{id}/read", ReadTrade(trades: services.trades).run),
        Route("PUT", "/api/v1/trades/{id}/state", MoveTrade(trades: services.trades).run),
        Route("POST", "/api/v1/images", UploadImage(services, pictures).run),
        Route("GET", "/api/v1/categories", ListCategories(pool: services.pool).run),
        Route("GET", "/share/auctions/{id}", ShareAuction(auctions: services.auctions).run),
    ]
}
