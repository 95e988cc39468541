import Postgres
import Shared

/// Lends the services of one loop to a command that runs once, when the database has taken a connection:
/// a person waits for that longer than a request may.
func withServices<Value: Sendable>(
    _ configuration: Configuration, _ body: (LoopServices) async throws -> Value
) async throws -> Value {
    let services = LoopServices(configuration.service, index: 0, metrics: Metrics())
    await services.start()
    let result: Result<Value, any Error>
    do {
        try await services.pool.connect(within: 10_000)
        result = .success(try await body(services))
    } catch { result = .failure(error) }
    await services.stop()
    return try result.get()
}
