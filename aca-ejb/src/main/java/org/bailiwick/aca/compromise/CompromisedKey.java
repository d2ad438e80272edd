package org.bailiwick.aca.compromise;

import java.time.Instant;

/**
 * The first report of a key.
 *
 * @param reportedBy SPIFFE id of the operator
 * @param circumstances how it came to be known, in the operator's words or as the revocation that
 *     said so; at most 1024 characters
 */
public record CompromisedKey(
    KeyDigest key, Instant reportedAt, String reportedBy, String circumstances) {}
