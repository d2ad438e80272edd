package org.bailiwick.aca.certifiedkey;

/**
 * A public key and its holder.
 *
 * @param sha256 SHA-256 of the SubjectPublicKeyInfo in base64url
 * @param holder SPIFFE id, or subject name of a CA or an OCSP responder
 */
public record HeldKey(String sha256, String holder) {}
