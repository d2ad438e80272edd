package org.bailiwick.master.personsession;

import java.time.Instant;

/**
 * A refresh token, which only its client has; the row has its digest.
 *
 * @param session the id of the session
 * @param key the thumbprint of the key to which it is bound (RFC 9449 section 5)
 */
public record RefreshToken(String digest, String session, String key, Instant expiresAt) {}
