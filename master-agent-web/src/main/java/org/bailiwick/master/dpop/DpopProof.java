package org.bailiwick.master.dpop;

/**
 * A proof that was verified, and not used yet.
 *
 * @param key the thumbprint of the proved key (RFC 7638 with SHA-256)
 * @param jti the proof's id, unique for its key
 */
public record DpopProof(String key, String jti) {}
