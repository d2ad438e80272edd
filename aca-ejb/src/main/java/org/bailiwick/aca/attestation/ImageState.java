package org.bailiwick.aca.attestation;

/**
 * The image that an authenticated node says it runs in a container.
 *
 * @param name repository without tag
 * @param digest of the image's manifest, "sha256:" and lower-case hex
 */
public record ImageState(String name, String digest) implements AttestedState {}
