import EventLoops
import HTTPServer
import Shared

/// `APIServer serve`: L loops, each with its own socket on the same port, its own connections.
enum Serve {
    /// Seconds that running requests get at the end.
    private static let drainSeconds = 10

    static func run(_ configuration: Configuration) async throws {
        let service = configuration.service
        let keys = try service.tokenKeys()
        let metrics = Metrics()
        // Hashes and pictures on all cores, beside them texts and files (8 at once each), and what libuv needs.
        BlockingWork.setThreads(2 * coreCount + 18)
        Passwords.prepare()
        let accounts = try AccountResources(configuration, keys: keys, metrics: metrics)
        let pictures = try configuration.pictures.resources(log: service.log, metrics: metrics)
        var port = service.port
        var loops: [LoopServices] = []
        var signals: TerminationSignals?
        var servers: [HTTPServer] = []
        for index in 0..<service.loops {
            let services = LoopServices(service, index: index, metrics: metrics)
            await services.start()
            if signals == nil { signals = await TerminationSignals(on: services.loop) }
            let application = RoutedApplication(
                routes(services, AccountServices(services, accounts), pictures)
                    + operationsRoutes(metrics: metrics, isReady: services.isReady),
                keys: keys, ended: accounts.ended, log: service.log, metrics: metrics)
            let socket = try ListeningSocket(host: service.host, port: port)
            port = socket.port
            let server = HTTPServer(on: services.loop, socket: socket, application: application.respond)
            try await server.start()
            loops.append(services)
            servers.append(server)
        }
        let watch = SessionWatch(loops[0], redis: service.redis, ended: accounts.ended)
        await watch.start()
        service.log.info("serving", ["host": service.host, "port": "\(port)", "loops": "\(service.loops)"])
        await signals?.first()
        service.log.info("stopping")
        await withTaskGroup(of: Void.self) { group in
            for server in servers { group.addTask { await server.stop(seconds: drainSeconds) } }
        }
        await watch.stop()
        for services in loops { await services.stop() }
        service.log.info("stopped")
    }
}
