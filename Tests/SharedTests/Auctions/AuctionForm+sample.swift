import Postgres

@testable import Shared

/// A form of good fields, some replaced or (nil) left out; values are JSON.
func form(_ changes: [String: String?] = [:]) throws -> AuctionForm {
    var fields: [String: String] = [
        "title": "\"Guitar\"", "description": "\"Six strings\"", "category": "\"music\"",
        "startPrice": "1000",
    ]
    for (name, value) in changes { fields[name] = value }
    let json = fields.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",")
    return try Array("{\(json)}".utf8).withUnsafeBytes {
        try JSONInput.object(AuctionForm.self, from: $0)
    }
}

extension AuctionDraft {
    static func sample(_ changes: [String: String?] = [:]) throws -> AuctionDraft {
        try AuctionDraft(form(changes), now: .noon)
    }
}
