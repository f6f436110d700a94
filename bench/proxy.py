"""A sticky proxy in front of several processes: each connection goes to the next of them and stays. Run as a program."""

import asyncio
import sys
from asyncio import StreamReader, StreamWriter
from itertools import cycle

_CHUNK_BYTES = 1 << 16


async def _copied(source: StreamReader, target: StreamWriter) -> None:
    while received := await source.read(_CHUNK_BYTES):
        target.write(received)
        await target.drain()
    target.close()


async def _serve(port: int, behind: list[int]) -> None:
    following = cycle(behind)

    async def joined(reader: StreamReader, writer: StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", next(following))
        await asyncio.gather(_copied(reader, back), _copied(there, writer), return_exceptions=True)

    async with await asyncio.start_server(joined, "127.0.0.1", port) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), [int(port) for port in sys.argv[2:]]))
