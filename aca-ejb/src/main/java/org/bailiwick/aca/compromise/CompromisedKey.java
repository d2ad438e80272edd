package org.bailiwick.aca.compromise;

import java.time.Instant;

/**
 * The first report that a key is compromised.
 *
 * @param reportedBy SPIFFE id of the operator
 * @param circumstances the operator's comment, or the revocation by which the key was reported; at
 *     most 1024 characters
 */
public record CompromisedKey(
    KeyDigest key, Instant reportedAt, String reportedBy, String circumstances) {}
