"""What aiogram alone costs to import and hold: prints `ready` and waits for its input to end."""

import sys

import aiogram
import aiogram.client.session.aiohttp

print("ready", aiogram.__version__, flush=True)
sys.stdin.read()
