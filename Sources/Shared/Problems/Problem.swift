import Postgres

/// Why something was refused: a kind, a stable dotted code, and words for people.
///
/// Says nothing of HTTP or WebSocket: each maps the kind in one place.
package struct Problem: Error, Sendable, Equatable {
    /// Told apart by what a caller can do about it.
    package enum Kind: Sendable {
        case malformed, invalid, unauthenticated, forbidden, notFound, conflict, gone, tooLarge, tooMany,
            unavailable
        case wrongMethod, wrongMediaType, upgradeRequired, `internal`
    }

    /// A field of the request, and what is wrong with it.
    package struct Field: Sendable, Equatable {
        package let name: String
        package let code: String
        package let detail: String

        package init(_ name: String, code: String, _ detail: String) {
            self.name = name
            self.code = code
            self.detail = detail
        }
    }

    /// An extension member of the problem's JSON.
    package struct Member: Sendable, Equatable {
        package enum Value: Sendable, Equatable {
            case integer(Int64)
            /// Nil is null.
            case time(Timestamp?)
        }
        package let name: StaticString
        package let value: Value

        package init(_ name: StaticString, _ value: Value) {
            self.name = name
            self.value = value
        }

        package static func == (left: Member, right: Member) -> Bool {
            left.name.description == right.name.description && left.value == right.value
        }
    }

    package let kind: Kind
    package let code: String
    package let detail: String
    package var fields: [Field] = []
    /// What a code tells beside its words (RFC 9457 §3.2): `minimum` of `bid.tooLow`, in won;
    /// `attemptsLeft` of `verification.wrongCode`; `until` of `account.suspended`; `auction` of
    /// `account.selling` and `account.leading`.
    package var members: [Member] = []
    /// Seconds after which the same request may succeed.
    package var retryAfter: Int64 = 1
    /// The methods that a path knows, where another was used.
    package var allow: String?

    package init(_ kind: Kind, _ code: String, _ detail: String) {
        self.kind = kind
        self.code = code
        self.detail = detail
    }

    package static func malformed(_ detail: String) -> Problem { Problem(.malformed, "malformed", detail) }
    package static func invalid(_ fields: [Field]) -> Problem {
        var problem = Problem(
            .invalid, "invalid", fields.map { "\($0.name): \($0.detail)" }.joined(separator: "; "))
        problem.fields = fields
        return problem
    }
    package static let unauthenticated = Problem(.unauthenticated, "unauthenticated", "Sign in first.")
    package static let notFound = Problem(.notFound, "notFound", "There is nothing here.")
    package static func unavailable(_ detail: String = "Something we need is away; try again shortly.")
        -> Problem
    {
        Problem(.unavailable, "unavailable", detail)
    }
    /// - Parameter milliseconds: until the same request may succeed.
    package static func rateLimited(_ detail: String, milliseconds: Int64) -> Problem {
        var problem = Problem(.tooMany, "rateLimited", detail)
        problem.retryAfter = max(1, (milliseconds + 999) / 1000)
        return problem
    }
    package static let keyMismatch = Problem(
        .invalid, "idempotency.mismatch", "This key was used before for another request.")

    package init(_ rejection: Bidding.Rejection) {
        switch rejection {
        case .notLive: self = Problem(.conflict, "bid.notLive", "The auction is not live.")
        case .ended: self = Problem(.conflict, "bid.ended", "The auction has ended.")
        case .ownAuction:
            self = Problem(.forbidden, "bid.ownAuction", "Sellers cannot bid on their own auction.")
        case .tooLow(let minimum):
            self = Problem(.conflict, "bid.tooLow", "The least possible bid is \(minimum).")
            members = [Member("minimum", .integer(minimum))]
        }
    }
}
