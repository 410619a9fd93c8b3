"""`python -m bot`, the same as `ccbot`."""

from bot.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
