import Shared

/// Every address of the API.
func routes(
    _ services: LoopServices, _ accounts: AccountServices, _ pictures: PictureResources
) -> [Route] {
    [
        Route("GET", "/api/v1/auctions", ListAuctions(auctions: services.auctions).run),
        Route("POST", "/api/v1/auctions", OpenAuction(services).run),
        Route("GET", "/api/v1/auctions/{id}", ShowAuction(auctions: services.auctions).run),
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
        Route("POST", "/api/v1/images", UploadImage(services, pictures).run),
        Route("GET", "/api/v1/categories", ListCategories(pool: services.pool).run),
    ]
}
