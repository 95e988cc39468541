import Shared

/// Every address of the API.
func routes(_ services: LoopServices) -> [Route] {
    [
        Route("GET", "/api/v1/auctions", ListAuctions(auctions: services.auctions).run),
        Route("POST", "/api/v1/auctions", OpenAuction(services).run),
        Route("GET", "/api/v1/auctions/{id}", ShowAuction(auctions: services.auctions).run),
        Route("GET", "/api/v1/auctions/{id}/bids", ListBids(services).run),
        Route("POST", "/api/v1/auctions/{id}/bids", PlaceBid(writer: services.writer).run),
        Route("GET", "/api/v1/auctions/{id}/messages", ListMessages(services).run),
        Route("POST", "/api/v1/auctions/{id}/messages", PostMessage(writer: services.writer).run),
        Route("GET", "/api/v1/auctions/{id}/events", ListEvents(services).run),
        Route("GET", "/api/v1/categories", ListCategories(pool: services.pool).run),
    ]
}
