"""`python -m bot`, the same as `ccbot`."""


def main() -> int:
    """Run the command line."""
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
