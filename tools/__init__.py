"""The project's own checks and helpers: `make check`, `make messages`, `make lock`. No part of the product."""
