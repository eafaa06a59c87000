"""The process as a whole: how its door closes."""

import asyncio
import socket

import uvicorn
from fastapi import FastAPI

from services.chassis.runtime import Server

REQUEST = b"GET /asked HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"


async def test_whoever_has_connected_before_the_door_closes_is_answered_and_nobody_afterwards() -> None:
    app, listener = FastAPI(), socket.create_server(("127.0.0.1", 0))

    @app.get("/asked")
    async def asked() -> str:
        return "answered"

    server = Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    await server.up.wait()
    place = listener.getsockname()
    callers = [socket.create_connection(place) for _ in range(7)]
    for caller in callers:
        caller.sendall(REQUEST)
    await server.shutdown([listener])  # which has not seen any of them
    for caller in callers:
        assert caller.recv(4096).startswith(b"HTTP/1.1 200")
        caller.close()
    with socket.socket() as late:
        assert late.connect_ex(place) != 0
    server.should_exit = True
    await serving
