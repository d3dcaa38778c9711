"""Sealing and verifying: pure functions over bytes and hashes. No store, no report, no network here."""
