import Foundation
import HTTPServer
import Postgres
import Testing

@testable import Shared

/// How accounts look on the wire; what becomes of them is tested behind it.
@Suite(.servers, .database, .serialized) struct AccountEndpointsTests {
    private let database = TestDatabase.current

    /// The API, and people who can sign in to it.
    private func withAccounts(
        _ body: @Sendable (SampleApplication, SampleAccounts) async throws -> Void
    ) async throws {
        try await database.withServices(redis: 14) { services in
            _ = try await services.redis.command("FLUSHDB")
            let accounts = try SampleAccounts(services)
            try await body(try SampleApplication(services, texts: accounts.texts), accounts)
        }
    }

    private static let inBrowser = [("Sec-Fetch-Site", "same-origin")]

    private func signIn(
        _ api: SampleApplication, _ person: SampleAccounts.Person, headers: [(String, String)] = []
    ) async -> SampleApplication.Answer {
        await api.post(
            "/api/v1/sessions", #"{"login":"\#(person.name)","password":"\#(SampleAccounts.password)"}"#,
            headers: headers)
    }

    private func bearer(_ answer: SampleApplication.Answer) -> [(String, String)] {
        [("Authorization", "Bearer \(answer.json["accessToken"] as? String ?? "")")]
    }

    /// `name=value` of the cookie that an answer sets.
    private func cookie(_ answer: SampleApplication.Answer) -> String {
        String(answer.response.headers["Set-Cookie"]?.prefix { $0 != ";" } ?? "")
    }

    @Test func `a program gets the refresh token in the body, a page only in the cookie`() async throws {
        try await withAccounts { api, accounts async throws in
            let person = try await accounts.person()
            let program = await signIn(api, person)
            let page = await signIn(api, person, headers: Self.inBrowser)
            for answer in [program, page] {
                #expect(answer.status == 201)
                #expect(answer.response.headers["Cache-Control"] == "no-store")
                #expect(answer.json["expiresIn"] as? Int == 600)
                #expect((answer.json["user"] as? [String: Any])?["phone"] as? String == person.phone)
                let cookie = answer.response.headers["Set-Cookie"] ?? ""
                for word in ["HttpOnly", "Secure", "SameSite=Strict", "Path=/api/v1/sessions"] {
                    #expect(cookie.contains(word))
                }
            }
            let token = try #require(program.json["refreshToken"] as? String)
            #expect(cookie(program) == "handsup_refresh=" + token)
            #expect(page.json["refreshToken"] == nil)
        }
    }

    @Test func `a refresh takes the token from the body or from the cookie`() async throws {
        try await withAccounts { api, accounts async throws in
            let first = await signIn(api, try await accounts.person())
            let second = await api.post(
                "/api/v1/sessions/refresh",
                #"{"refreshToken":"\#(first.json["refreshToken"] as? String ?? "")"}"#)
            #expect(second.status == 201)
            let third = await api.send(
                "POST", "/api/v1/sessions/refresh",
                headers: [("Cookie", "theme=dark; " + cookie(second))] + Self.inBrowser)
            #expect(third.status == 201)
            #expect(third.json["refreshToken"] == nil)
            #expect(cookie(third) != cookie(second))
            #expect(third.response.headers["Cache-Control"] == "no-store")
        }
    }

    @Test func `a refused refresh takes the cookie away`() async throws {
        try await withAccounts { api, accounts async throws in
            for headers in [[], [("Cookie", "handsup_refresh=1.x")], [("Cookie", "handsup_refresh=")]] {
                let answer = await api.send("POST", "/api/v1/sessions/refresh", headers: headers)
                #expect(answer.status == 401)
                #expect(answer.code == "unauthenticated")
                #expect(answer.response.headers["Set-Cookie"]?.contains("Max-Age=0") == true)
            }
            #expect(await api.post("/api/v1/sessions/refresh", #"{"refreshToken":7}"#).status == 422)
        }
    }

    @Test func `who signs out loses the cookie, and the session is gone from the list`() async throws {
        try await withAccounts { api, accounts async throws in
            let person = try await accounts.person()
            let (here, there) = (await signIn(api, person), await signIn(api, person))
            let list = await api.get("/api/v1/sessions", headers: bearer(here))
            #expect(list.response.headers["Cache-Control"] == "no-store")
            let sessions = items(list.response.body)
            #expect(sessions.count == 2)
            let other = try #require(sessions.first { $0["current"] as? Bool == false }?["id"] as? Int)
            let path = "/api/v1/sessions/\(other)"
            let ended = await api.send("DELETE", path, headers: bearer(here))
            #expect(ended.status == 204)
            #expect(ended.response.headers["Set-Cookie"] == nil)
            #expect(await api.send("DELETE", path, headers: bearer(here)).status == 404)
            #expect(
                await api.send("POST", "/api/v1/sessions/refresh", headers: [("Cookie", cookie(there))])
                    .status
                    == 401)
            let out = await api.send("DELETE", "/api/v1/sessions/current", headers: bearer(here))
            #expect(out.status == 204)
            #expect(out.response.headers["Set-Cookie"]?.contains("Max-Age=0") == true)
        }
    }

    @Test func `an access token of an ended session is refused everywhere`() async throws {
        try await withAccounts { api, accounts async throws in
            let person = try await accounts.person()
            let signedIn = try await accounts.signIn(person)
            let bearer = [("Authorization", "Bearer " + api.token(person.id, session: signedIn.session))]
            #expect(await api.get("/api/v1/me", headers: bearer).status == 200)
            _ = api.ended.insert(signedIn.session)
            for path in ["/api/v1/me", "/api/v1/categories", "/api/v1/auctions"] {
                let answer = await api.get(path, headers: bearer)
                #expect(answer.status == 401)
                #expect(answer.response.headers["WWW-Authenticate"] == "Bearer")
            }
        }
    }

    @Test func `a number is proved, an account made, looked after and deleted`() async throws {
        try await withAccounts { api, accounts async throws in
            let sent = await api.post(
                "/api/v1/phone-verifications", #"{"phone":"010-2345-6789","purpose":"signUp"}"#)
            #expect(sent.status == 202)
            let path = "/api/v1/phone-verifications/\(sent.json["id"] as? String ?? "")/check"
            let right = try #require(accounts.texts.sent.last).code
            let wrong = await api.post(path, #"{"code":"\#(right == "000000" ? "1" : "0")00000"}"#)
            #expect(wrong.status == 422)
            #expect(wrong.json["attemptsLeft"] as? Int == 4)
            let checked = await api.post(path, #"{"code":"\#(right)"}"#)
            #expect(checked.status == 200)
            #expect(checked.response.headers["Cache-Control"] == "no-store")
            #expect(await api.post(path, #"{"code":"\#(right)"}"#).status == 410)
            let proof = checked.json["verificationToken"] as? String ?? ""
            let made = await api.post(
                "/api/v1/users",
                #"{"username":"홍길동_1","password":"\#(SampleAccounts.password)","verificationToken":"\#(proof)"}"#
            )
            #expect(made.status == 201)
            let me = await api.get("/api/v1/me", headers: bearer(made))
            #expect(me.json["phone"] as? String == "+821023456789")
            #expect(me.response.headers["Cache-Control"] == "no-store")
            let id = try #require(me.json["id"] as? Int)
            #expect(await api.get("/api/v1/users/\(id)").json["phone"] == nil)
            let name = await api.get("/api/v1/usernames/%ED%99%8D%EA%B8%B8%EB%8F%99_1")
            #expect(name.json["available"] as? Bool == false)
            let type = [("Content-Type", "application/json")]
            let deleted = await api.send(
                "DELETE", "/api/v1/me", headers: bearer(made) + type,
                body: #"{"password":"\#(SampleAccounts.password)"}"#)
            #expect(deleted.status == 204)
            #expect(deleted.response.headers["Set-Cookie"]?.contains("Max-Age=0") == true)
            #expect(await api.get("/api/v1/users/\(id)").status == 404)
        }
    }

    @Test(arguments: [
        (
            "POST", "/api/v1/users", #"{"username":"a b","password":"short"}"#,
            ["username", "password", "verificationToken"]
        ),
        ("POST", "/api/v1/users", #"{}"#, ["username", "password", "verificationToken"]),
        ("POST", "/api/v1/sessions", #"{"login":7}"#, ["login", "password"]),
        (
            "POST", "/api/v1/phone-verifications", #"{"phone":"+1 212 555 0100","purpose":"fun"}"#,
            ["phone", "purpose"]
        ),
        ("POST", "/api/v1/phone-verifications/AAAAAAAAAAAAAAAAAAAAAA/check", #"{"code":"12345a"}"#, ["code"]),
        ("POST", "/api/v1/phone-verifications/AAAAAAAAAAAAAAAAAAAAAA/check", #"{"code":"１２３４５６"}"#, ["code"]),
        ("POST", "/api/v1/password-resets", #"{"verificationToken":"x","password":"short"}"#, ["password"]),
        ("PATCH", "/api/v1/me", #"{"username":"a","imageId":"x"}"#, ["username", "imageId"]),
        ("PUT", "/api/v1/me/password", #"{"current":"x","new":"short"}"#, ["new"]),
        ("PUT", "/api/v1/me/phone", #"{}"#, ["verificationToken", "password"]),
        ("DELETE", "/api/v1/me", #"{}"#, ["password"]), ("GET", "/api/v1/usernames/a", "", ["username"]),
    ])
    func `all wrong fields are told at once`(
        method: String, path: String, body: String, fields: [String]
    ) async throws {
        try await withAccounts { api, accounts async throws in
            let person = try await accounts.person()
            let answer = await api.send(
                method, path, as: person.id, headers: [("Content-Type", "application/json")], body: body)
            #expect(answer.status == 422)
            #expect(answer.fields == fields)
        }
    }

    @Test(arguments: [
        ("GET", "/api/v1/me"), ("PATCH", "/api/v1/me"), ("DELETE", "/api/v1/me"),
        ("PUT", "/api/v1/me/password"),
        ("PUT", "/api/v1/me/phone"), ("GET", "/api/v1/sessions"), ("DELETE", "/api/v1/sessions"),
        ("DELETE", "/api/v1/sessions/current"), ("DELETE", "/api/v1/sessions/7"),
    ])
    func `strangers are asked to sign in`(method: String, path: String) async throws {
        try await withAccounts { api, _ in
            let answer = await api.send(
                method, path, headers: [("Content-Type", "application/json")], body: "{}")
            #expect(answer.status == 401)
            #expect(answer.code == "unauthenticated")
        }
    }
}
