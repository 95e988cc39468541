import Postgres

@testable import Shared

extension AuctionDraft {
    /// A draft of these fields, values as JSON, over good ones.
    static func sample(_ changes: [String: String] = [:]) throws -> AuctionDraft {
        let fields = [
            "title": "\"Guitar\"", "description": "\"Six strings\"", "category": "\"music\"",
            "startPrice": "1000",
        ].merging(changes) { $1 }
        let json = "{" + fields.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
        return try Array(json.utf8).withUnsafeBytes {
            try AuctionDraft(try JSONInput.object(AuctionDraft.Form.self, from: $0), now: .now())
        }
    }
}
