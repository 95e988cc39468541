import HTTPServer
import Postgres
import Shared

/// `GET /categories`: the fixed list, in its order, in both languages.
struct ListCategories: Sendable {
    let pool: PostgresPool

    func run(_ request: RoutedRequest) async throws -> Response {
        let rows = try await pool.query("SELECT id, ko, en FROM category ORDER BY position")
        let items = try rows.map { row in
            (
                try row.decode(String.self, at: 0), try row.decode(String.self, at: 1),
                try row.decode(String.self, at: 2)
            )
        }
        var json = JSONWriter(capacity: 1024)
        json.object {
            $0.field("items") {
                $0.array(items) { json, item in
                    json.object {
                        $0.field("id", item.0)
                        $0.field("ko", item.1)
                        $0.field("en", item.2)
                    }
                }
            }
            $0.field("next", nil as String?)
        }
        // The list changes with a release of the service, if at all.
        return request.answer(json.bytes, tag: entityTag(of: json.bytes), caching: "public, max-age=3600")
    }
}
