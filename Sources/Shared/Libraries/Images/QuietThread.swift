import CVips

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Runs work on a thread of its own that gets a core only when no other thread wants it, and waits for its
/// end: a picture takes a core for a fifth of a second, in which requests must not wait.
///
/// Its own, since a thread's low priority cannot be taken back, and the pool's threads hash passwords too.
/// The threads that libvips begins meanwhile inherit the priority.
enum QuietThread {
    /// One piece of work; touched by the thread until it ends, by the caller after that.
    private final class Work<Value> {
        let body: () -> Value
        var value: Value?
        init(_ body: @escaping () -> Value) { self.body = body }
        func run() { value = body() }
    }
    private final class Entry {
        let run: () -> Void
        init(_ run: @escaping () -> Void) { self.run = run }
    }

    static func run<Value>(_ body: @escaping () -> Value) -> Value {
        let work = Work(body)
        let entry = Entry(work.run)
        var thread = pthread_t()
        // Kept by this function until `pthread_join` returned.
        let failed = pthread_create(
            &thread, nil,
            { pointer in
                handsup_thread_be_quiet()
                Unmanaged<Entry>.fromOpaque(pointer!).takeUnretainedValue().run()
                return nil
            }, Unmanaged.passUnretained(entry).toOpaque())
        guard failed == 0 else { return body() }
        return withExtendedLifetime(entry) {
            pthread_join(thread, nil)
            return work.value ?? body()
        }
    }
}
