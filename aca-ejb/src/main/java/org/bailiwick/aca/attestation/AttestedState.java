package org.bailiwick.aca.attestation;

/**
 * Measurements of an agent's environment by a trusted party. Signature and nonce have been checked.
 */
public sealed interface AttestedState permits PlatformState, ImageState {}
