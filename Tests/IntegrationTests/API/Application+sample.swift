import Cryptography
import EventLoops
import Foundation
import HTTPServer
import Postgres

@testable import APIServer
@testable import Shared

/// The API as an application, without a socket, and who asks it.
struct SampleApplication: Sendable {
    let services: LoopServices
    let ended: EndedSessions
    private let application: RoutedApplication
    private let keys: TokenKeys

    init(_ services: LoopServices, texts: SampleTexts = SampleTexts()) throws {
        self.services = services
        keys = try TokenKeys("test " + Hex.encode(randomBytes(32)))
        let (metrics, log) = (Metrics(), Log(level: .error, isHuman: true, process: "tests"))
        let accounts = AccountResources(
            keys: keys, hashing: BlockingWork(concurrent: 2, waiting: 100),
            dictionary: try .sample(),
            texts: TextSending(provider: texts, metrics: metrics, log: log, pause: 0),
            limits: TextLimits(perAddress: 1000, perDay: 100_000), countries: .korea)
        let pictures = PictureResources(
            store: FolderPictures(folder: "/tmp"), limits: PictureLimits(perDay: 100),
            temporaryFolder: "/tmp",
            cores: 2, log: log, metrics: metrics)
        ended = accounts.ended
        application = RoutedApplication(
            routes(services, AccountServices(services, accounts), pictures)
                + operationsRoutes(metrics: metrics, isReady: services.isReady),
            keys: keys, ended: ended, log: log, metrics: metrics)
    }

    struct Answer: Sendable {
        let response: Response
        var status: Int { response.status }
        var json: [String: Any] { object(response.body) }
        var code: String { json["code"] as? String ?? "" }
        var fields: [String] {
            (json["fields"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
        }
    }

    func get(_ path: String, as person: UserID? = nil, headers: [(String, String)] = []) async -> Answer {
        await send("GET", path, as: person, headers: headers)
    }

    func post(
        _ path: String, _ json: String, as person: UserID? = nil, headers: [(String, String)] = []
    ) async -> Answer {
        await send(
            "POST", path, as: person, headers: headers + [("Content-Type", "application/json")], body: json)
    }

    func send(
        _ method: String, _ path: String, as person: UserID? = nil, headers: [(String, String)] = [],
        body: String = ""
    ) async -> Answer {
        var fields = Headers()
        for (name, value) in headers { fields.append(name, value) }
        if !body.isEmpty { fields.append("Content-Length", "\(body.utf8.count)") }
        if let person { fields.append("Authorization", "Bearer " + token(person)) }
        let request = Request(
            method: method, target: path, headers: fields, body: RequestBody(bytes: Array(body.utf8)))
        return Answer(response: await application.respond(to: request))
    }

    func token(
        _ person: UserID, session: SessionID = .operators, expiresIn seconds: Int64 = 900
    ) -> String {
        let now = Timestamp.now()
        return AccessToken(
            user: person, session: session, expiresAt: now.adding(milliseconds: seconds * 1000)
        )
        .signed(with: keys, at: now)
    }
}

extension TestDatabase {
    func withApplication(_ body: @Sendable (SampleApplication, PostgresPool) async throws -> Void)
        async throws
    {
        try await withServices { try await body(SampleApplication($0), $0.pool) }
    }
}
