import HTTPServer
import Shared

/// `GET /share/auctions/{id}`: what a link to the auction looks like where it is shared, as tags of the
/// Open Graph protocol for the page's head. nginx puts them there; nothing for an unknown auction.
struct ShareAuction: Sendable {
    let auctions: AuctionReader
    /// Unicode scalars of the description, about what messengers show.
    private static let descriptionLength = 200

    func run(_ request: RoutedRequest) async throws -> Response {
        var html = ""
        if let id: AuctionID = try? request.id(), let card = try await card(of: id) {
            html = Self.tags(card, site: Self.site(request))
        }
        return Response(
            headers: ["Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"],
            body: Array(html.utf8))
    }

    private func card(of id: AuctionID) async throws -> AuctionPage.Card? {
        do {
            return try await auctions.auction(id).card
        } catch let problem as Problem where problem.kind == .notFound {
            return nil
        }
    }

    /// The address under which the page was asked for.
    private static func site(_ request: RoutedRequest) -> String {
        let headers = request.request.headers
        let scheme = headers["X-Forwarded-Proto"] == "https" ? "https" : "http"
        return "\(scheme)://\(headers["Host"] ?? "")"
    }

    private static func tags(_ card: AuctionPage.Card, site: String) -> String {
        let words = card.description.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let description = words.isEmpty ? card.title : String(words.unicodeScalars.prefix(descriptionLength))
        var tags = [
            ("og:type", "product"), ("og:site_name", "Hands-up"), ("og:title", card.title),
            ("og:description", description), ("og:url", "\(site)/auctions/\(card.id)"),
            ("product:price:amount", String(card.price)), ("product:price:currency", "KRW"),
            ("twitter:card", card.image == nil ? "summary" : "summary_large_image"),
        ]
        if let image = card.image {
            tags += [
                ("og:image", image.url.hasPrefix("/") ? site + image.url : image.url),
                ("og:image:width", String(image.width)), ("og:image:height", String(image.height)),
            ]
        }
        return tags.map { tag, content in
            let kind = tag.hasPrefix("twitter:") ? "name" : "property"
            return "<meta \(kind)=\"\(tag)\" content=\"\(escape(content))\">"
        }.joined(separator: "\n")
    }

    private static func escape(_ text: String) -> String {
        var escaped = ""
        // By scalars: a quote with an accent on it is one character, but still ends an attribute.
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
