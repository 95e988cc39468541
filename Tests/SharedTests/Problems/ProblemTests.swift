import Foundation
import Postgres
import Testing

@testable import EventLoops
@testable import HTTPServer
@testable import Shared

struct ProblemTests {
    @Test(arguments: [
        (Problem.Kind.malformed, 400), (.unauthenticated, 401), (.forbidden, 403), (.notFound, 404),
        (.wrongMethod, 405), (.conflict, 409), (.gone, 410), (.tooLarge, 413), (.wrongMediaType, 415),
        (.invalid, 422),
        (.upgradeRequired, 426), (.tooMany, 429), (.internal, 500), (.unavailable, 503),
    ])
    func `each kind has one status`(kind: Problem.Kind, status: Int) {
        #expect(Problem(kind, "code", "detail").status == status)
        #expect(Problem(kind, "code", "detail").response(requestId: "r").status == status)
    }

    @Test(arguments: [
        (Bidding.Rejection.notLive, "bid.notLive", 409), (.ended, "bid.ended", 409),
        (.ownAuction, "bid.ownAuction", 403), (.tooLow(minimum: 7), "bid.tooLow", 409),
    ])
    func `each rejection of a bid has its code`(rejection: Bidding.Rejection, code: String, status: Int) {
        #expect(Problem(rejection).code == code)
        #expect(Problem(rejection).status == status)
    }

    @Test func `the least bid is told`() throws {
        #expect(Problem(.tooLow(minimum: 1100)).members == [.init("minimum", .integer(1100))])
        let json = try object(Problem(.tooLow(minimum: 1100)).response(requestId: "r").body)
        #expect(json["minimum"] as? Int == 1100)
    }

    @Test func `an answer is problem+json with the request's id and its fields`() throws {
        let problem = Problem.invalid([.init("title", code: "length", "must have 2 to 100 characters")])
        let response = problem.response(requestId: "abc-1")
        #expect(response.headers["Content-Type"] == "application/problem+json")
        let json = try object(response.body)
        #expect(json["type"] as? String == "about:blank")
        #expect(json["title"] as? String == "Unprocessable Content")
        #expect(json["status"] as? Int == 422)
        #expect(json["code"] as? String == "invalid")
        #expect(json["requestId"] as? String == "abc-1")
        let fields = try #require(json["fields"] as? [[String: String]])
        #expect(fields == [["name": "title", "code": "length", "detail": "must have 2 to 100 characters"]])
    }

    @Test func `some answers say how to go on`() {
        #expect(Problem.unavailable().response(requestId: "r").headers["Retry-After"] == "1")
        #expect(Problem(.tooMany, "rateLimited", "").response(requestId: "r").headers["Retry-After"] == "1")
        #expect(Problem.unauthenticated.response(requestId: "r").headers["WWW-Authenticate"] == "Bearer")
        let upgrade = Problem(.upgradeRequired, "websocket.version", "").response(requestId: "r")
        #expect(upgrade.headers["Sec-WebSocket-Version"] == "13")
        #expect(Problem.notFound.response(requestId: "r").headers["Retry-After"] == nil)
    }

    @Test(arguments: [
        (-5, "1"), (0, "1"), (1, "1"), (1000, "1"), (1001, "2"), (59_999, "60"), (86_400_000, "86400"),
    ])
    func `a wait is told in whole seconds, never too few`(milliseconds: Int64, seconds: String) {
        let problem = Problem.rateLimited("Wait.", milliseconds: milliseconds)
        #expect(problem.response(requestId: "r").headers["Retry-After"] == seconds)
    }

    @Test func `members tell what words cannot`() throws {
        let wrong = try object(Problem.wrongCode(attemptsLeft: 4).response(requestId: "r").body)
        #expect(wrong["code"] as? String == "verification.wrongCode")
        #expect(wrong["attemptsLeft"] as? Int == 4)
        let until = try object(Problem.suspended(until: .noon).response(requestId: "r").body)
        #expect(until["until"] as? String == "2026-11-22T12:00:00.000Z")
        let forGood = try object(Problem.suspended(until: nil).response(requestId: "r").body)
        #expect(forGood["until"] is NSNull)
    }

    @Test(arguments: [
        (Problem.verificationExpired, "verification.expired", 410),
        (.wrongCode(attemptsLeft: 0), "verification.wrongCode", 422),
        (.wrongCredentials, "credentials.wrong", 401), (.suspended(until: nil), "account.suspended", 403),
        (.usernameTaken, "username.taken", 409), (.phoneTaken, "phone.taken", 409),
    ])
    func `accounts have codes of their own`(problem: Problem, code: String, status: Int) {
        #expect(problem.code == code)
        #expect(problem.status == status)
    }

    @Test func `what went wrong inside is not told`() {
        let secret = "SELECT secret FROM person"
        let refused = Problem(PostgresError.server(sqlState: "42601", message: secret, constraint: nil))
        #expect(refused.kind == .internal)
        #expect(!refused.detail.contains("secret"))
        for error in [PostgresError.unavailable(secret), .timeout, .poolExhausted] {
            #expect(Problem(error).kind == .unavailable)
            #expect(!Problem(error).detail.contains("secret"))
        }
    }

    @Test func `errors of the layers below have their kinds`() {
        #expect(Problem(RequestBody.TooLarge()).status == 413)
        #expect(Problem(RequestBody.Incomplete()).status == 400)
        #expect(Problem(CancellationError()).status == 503)
        #expect(Problem(BlockingWork.Overloaded()).status == 503)
        #expect(Problem(Problem.notFound as any Error) == .notFound)
    }
}
