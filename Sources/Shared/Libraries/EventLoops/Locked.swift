#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A value behind a lock, for the few things that threads share.
///
/// A `pthread_mutex_t` rather than `Synchronization.Mutex`: the thread sanitizer knows the former and
/// sees no lock at all in the latter (Swift 6.3 on Linux), so that it would report every use.
///
/// `@unchecked Sendable`: `value` is touched between lock and unlock only; the mutex has one address
/// for its life and is destroyed with this object, when nobody can hold it.
package final class Locked<Value>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t> = .allocate(capacity: 1)
    private var value: Value

    package init(_ value: sending Value) {
        self.value = value
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Runs `body` with the value. Keep it short, and never wait in it.
    package func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value)
    }
}
