import EventLoops
import Postgres
import Shared

/// `APIServer migrate`
enum Migrate {
    static func run(_ configuration: Configuration) async throws {
        try await withPool(configuration) { pool in
            let applied = try await Migrator(pool: pool).run()
            configuration.service.log.info("schema is current", ["applied": applied.joined(separator: ",")])
        }
    }
}

/// Lends one loop with a pool to a command that runs once.
func withPool(_ configuration: Configuration, _ body: (PostgresPool) async throws -> Void) async throws {
    let loop = EventLoop()
    let pool = PostgresPool(on: loop, configuration: configuration.service.postgres)
    await pool.start()
    let result: Result<Void, any Error>
    do { result = .success(try await body(pool)) } catch { result = .failure(error) }
    await pool.stop()
    await loop.stop()
    try result.get()
}
