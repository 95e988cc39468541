"""A TCP link that a test can make slow: what goes through is late, each way, but whole and in order."""
import asyncio
import contextlib
import threading


class SlowLink:
    """Listens on 127.0.0.1 and passes on to `port`, each piece `delay` seconds after it came."""

    def __init__(self, port):
        self.target, self.delay = port, 0.0
        self.loop = asyncio.new_event_loop()
        self.server = self.loop.run_until_complete(asyncio.start_server(self._open, "127.0.0.1", 0))
        self.port = self.server.sockets[0].getsockname()[1]
        threading.Thread(target=self.loop.run_forever, daemon=True).start()

    async def _open(self, reader, writer):
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            return writer.close()
        await asyncio.gather(self._pass(reader, far_writer), self._pass(far_reader, writer))

    async def _pass(self, reader, writer):
        pieces = asyncio.Queue()

        async def deliver():
            while True:
                due, piece = await pieces.get()
                await asyncio.sleep(due - self.loop.time())
                if not piece:
                    return writer.close()
                writer.write(piece)

        delivering = asyncio.create_task(deliver())
        piece = None
        while piece != b"":
            try:
                piece = await reader.read(65536)
            except OSError:
                piece = b""
            pieces.put_nowait((self.loop.time() + self.delay, piece))
        with contextlib.suppress(OSError):
            await delivering

    def end(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
