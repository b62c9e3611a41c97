"""The OpenAPI document: what drf-spectacular cannot see by itself, and the words that explain it."""
