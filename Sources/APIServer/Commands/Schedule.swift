import HTTPServer
import Shared

/// `APIServer schedule`: settles what is due, on one loop; its port serves health and metrics.
enum Schedule {
    static func run(_ configuration: Configuration) async throws {
        let service = configuration.service
        let metrics = Metrics()
        let services = LoopServices(service, index: 0, metrics: metrics)
        await services.start()
        let signals = await TerminationSignals(on: services.loop)
        let application = RoutedApplication(
            operationsRoutes(metrics: metrics, isReady: services.isReady),
            keys: try service.tokenKeys(), ended: EndedSessions(), log: service.log, metrics: metrics)
        let socket = try ListeningSocket(host: service.host, port: service.port)
        let server = HTTPServer(on: services.loop, socket: socket, application: application.respond)
        try await server.start()
        let pictures = LoosePictures(
            on: services.loop, pool: services.pool, store: try configuration.pictures.store())
        let scheduler = Scheduler(
            on: services.loop, pool: services.pool, publisher: services.publisher,
            personal: services.personal,
            pictures: pictures,
            log: service.log,
            metrics: SchedulerMetrics(metrics))
        let running = Task { await scheduler.run() }
        service.log.info("scheduling", ["host": service.host, "port": "\(socket.port)"])
        await signals.first()
        await scheduler.stop()
        await running.value
        await server.stop(seconds: 1)
        await services.stop()
        service.log.info("stopped")
    }
}
