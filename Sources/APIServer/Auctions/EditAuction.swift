import HTTPServer
import Shared

/// `PATCH /auctions/{id}`
struct EditAuction: Sendable {
    let change: ChangeAuction
    let answers: AuctionAnswers

    func run(_ request: RoutedRequest) async throws -> Response {
        let seller = try request.signedIn()
        let auction: AuctionID = try request.id()
        try await change.edit(auction, try await request.object(AuctionForm.self), by: seller)
        return try await answers.answer(request, try await answers.auctions.auction(auction).encoded)
    }
}
