import Shared

/// `APIServer migrate`
enum Migrate {
    static func run(_ configuration: Configuration) async throws {
        try await withServices(configuration) { services in
            let applied = try await Migrator(pool: services.pool).run()
            configuration.service.log.info("schema is current", ["applied": applied.joined(separator: ",")])
        }
    }
}
