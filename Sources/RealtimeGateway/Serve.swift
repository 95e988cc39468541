import Cryptography
import HTTPServer
import Shared

/// Builds the process: L loops, each with its own listening socket, hub and connections.
enum Serve {
    /// Seconds over which reconnects are spread when somebody at a terminal waits for the end.
    private static let quickSeconds = 2

    static func run(_ configuration: Configuration) async throws {
        ignoreBrokenPipes()
        let service = configuration.service
        let keys = try service.tokenKeys()
        let metrics = Metrics()
        let ended = EndedSessions()
        let gates = SocketGates(
            limit: configuration.maximumSockets, perAddress: configuration.socketsPerAddress,
            perPerson: configuration.socketsPerPerson, metrics: metrics)
        let name = Hex.encode(randomBytes(8))
        var http = HTTPServer.Configuration()
        // A handshake's head; given back when the socket leaves HTTP.
        http.connectionMemory = 16_384
        http.idleSeconds = 10
        var port = service.port
        var signals: TerminationSignals?
        var parts: [(services: LoopServices, hub: Hub, server: HTTPServer)] = []
        for index in 0..<service.loops {
            let services = LoopServices(
                service, index: index, metrics: metrics, audienceName: "\(name)-\(index)")
            let hub = Hub(
                services, index: index, configuration: configuration, keys: keys, ended: ended, gates: gates,
                name: "\(name)-\(index)", metrics: metrics)
            await hub.begin()
            if signals == nil { signals = await TerminationSignals(on: services.loop) }
            let routes = [
                Route(
                    "GET", "/realtime", OpenSocket(hub: hub, gates: gates, origins: configuration.origins).run
                )
            ]
            let application = RoutedApplication(
                routes + operationsRoutes(metrics: metrics, isReady: services.isReady),
                keys: keys, ended: ended, log: service.log, metrics: metrics)
            let socket = try ListeningSocket(host: service.host, port: port)
            port = socket.port
            let server = HTTPServer(
                on: services.loop, socket: socket, configuration: http, application: application.respond)
            try await server.start()
            parts.append((services, hub, server))
        }
        let watch = SessionWatch(parts[0].services, redis: service.redis, ended: ended) {
            [hubs = parts.map(\.hub)] ends in
            for hub in hubs { Task(executorPreference: hub.loop) { await hub.revoke(ends) } }
        }
        await watch.start()
        service.log.info("serving", ["host": service.host, "port": "\(port)", "loops": "\(service.loops)"])
        let termination = await signals?.first() ?? .quick
        let window =
            termination == .gradual
            ? configuration.reconnectSeconds : min(quickSeconds, configuration.reconnectSeconds)
        service.log.info("stopping", ["reconnectSeconds": "\(window)"])
        await withTaskGroup(of: Void.self) { group in
            for part in parts {
                group.addTask {
                    await part.server.stop(seconds: 1)
                    await part.hub.drain(within: window)
                    await part.hub.end()
                }
            }
        }
        await watch.stop()
        for part in parts { await part.services.stop() }
        service.log.info("stopped")
    }
}
