"""The post office that tests of the delivering share."""

from collections.abc import AsyncIterator

import pytest

from db.unit import Database
from tests.bot.fakeapi import FakeApi
from tests.bot.office import Office


async def _open(database: Database) -> AsyncIterator[Office]:
    api = FakeApi()
    await api.start()
    office = Office(database, api)
    yield office
    await office.close()
    await api.stop()


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Office]:
    """A post office on a database of each kind."""
    async for office in _open(database):
        yield office


@pytest.fixture
async def office_on_sqlite(sqlite: Database) -> AsyncIterator[Office]:
    async for office in _open(sqlite):
        yield office


@pytest.fixture
async def office_on_postgresql(postgresql: Database) -> AsyncIterator[Office]:
    async for office in _open(postgresql):
        yield office
