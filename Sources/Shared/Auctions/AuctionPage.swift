/// An auction's JSON as it stands at `seq` of its room's log.
package final class AuctionPage: Sendable {
    package let auction: Auction
    package let encoded: EncodedAuctions
    /// The auction in a list.
    let item: [UInt8]
    /// Where `liked` has its `false` in `item`.
    let itemFlag: Int
    let version: Auction.Version
    let participantCount: Int

    package var seq: Int64 { auction.seq }
    package var bytes: [UInt8] { encoded.bytes }
    /// Bytes that it takes, about: the encoded forms, and what they were made of.
    var size: Int { 2 * (encoded.bytes.count + item.count) + 512 }

    init(_ auction: Auction, version: Auction.Version, participantCount: Int) {
        self.auction = auction
        self.version = version
        self.participantCount = participantCount
        var page = JSONWriter(capacity: 2048)
        let flag = auction.write(to: &page, participantCount: participantCount, isItem: false)
        encoded = EncodedAuctions(page.bytes, flags: [.init(auction: auction.id, offset: flag)])
        var item = JSONWriter(capacity: 1024)
        itemFlag = auction.write(to: &item, participantCount: participantCount, isItem: true)
        self.item = item.bytes
    }

    /// What a link to the auction shows.
    package struct Card: Sendable {
        package let id: AuctionID
        package let title: String
        package let description: String
        package let price: Money
        /// The first picture.
        package let image: Image?

        package struct Image: Sendable {
            package let url: String
            package let width: Int64
            package let height: Int64
        }
    }

    package var card: Card {
        Card(
            id: auction.id, title: auction.title, description: auction.description,
            price: auction.price ?? auction.startPrice, image: auction.cover)
    }
}
