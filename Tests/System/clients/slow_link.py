"""A TCP link that a test can make slow: what goes through is late, each way, but whole and in order."""
import asyncio
import contextlib
import threading


class SlowLink:
    """Listens on a `port` of 127.0.0.1 and passes on to another, each piece `delay` seconds after it came."""

    def __init__(self, target):
        self.target, self.delay = target, 0.0
        self.is_listening, self.ended = threading.Event(), asyncio.Event()
        self.thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def __enter__(self):
        self.thread.start()
        assert self.is_listening.wait(10)
        return self

    def __exit__(self, *_):
        self.loop.call_soon_threadsafe(self.ended.set)
        self.thread.join()

    async def _serve(self):
        self.loop = asyncio.get_running_loop()
        server = await asyncio.start_server(self._open, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self.is_listening.set()
        await self.ended.wait()
        server.close()

    async def _open(self, reader, writer):
        with contextlib.suppress(OSError, asyncio.CancelledError):
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
            await asyncio.gather(self._pass(reader, far_writer), self._pass(far_reader, writer))
        writer.close()

    async def _pass(self, reader, writer):
        pieces = asyncio.Queue()
        await asyncio.gather(self._read(reader, pieces), self._write(writer, pieces))

    async def _read(self, reader, pieces):
        piece = None
        while piece != b"":
            try:
                piece = await reader.read(65536)
            except OSError:
                piece = b""
            pieces.put_nowait((self.loop.time() + self.delay, piece))

    async def _write(self, writer, pieces):
        while True:
            due, piece = await pieces.get()
            await asyncio.sleep(due - self.loop.time())
            if not piece:
                return writer.close()
            writer.write(piece)
