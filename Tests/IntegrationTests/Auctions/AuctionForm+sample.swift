import Postgres

@testable import Shared

extension AuctionForm {
    /// A form of these fields, values as JSON, over good ones.
    static func sample(_ changes: [String: String] = [:]) throws -> AuctionForm {
        try of(
            [
                "title": "\"Guitar\"", "description": "\"Six strings\"", "category": "\"music\"",
                "startPrice": "1000",
            ].merging(changes) { $1 })
    }

    /// A form of these fields alone.
    static func of(_ fields: [String: String]) throws -> AuctionForm {
        let json = "{" + fields.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
        return try Array(json.utf8).withUnsafeBytes { try JSONInput.object(AuctionForm.self, from: $0) }
    }

    /// A start so many seconds from now.
    static func start(in seconds: Int64) -> String {
        "\"\(Timestamp.now().adding(milliseconds: seconds * 1000))\""
    }
}
