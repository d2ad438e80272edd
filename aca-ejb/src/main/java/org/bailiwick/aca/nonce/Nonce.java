package org.bailiwick.aca.nonce;

import java.time.Instant;

/** A nonce that this authority minted: its text and its expiry. */
public record Nonce(String value, Instant expiresAt) {}
