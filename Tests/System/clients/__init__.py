"""Independent clients of a running service: HTTP, WebSocket, raw frames, and its machine room."""
