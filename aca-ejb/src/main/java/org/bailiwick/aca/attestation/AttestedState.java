package org.bailiwick.aca.attestation;

/**
 * What somebody trusted measured of the place where an agent runs; signature and nonce have been
 * checked.
 */
public sealed interface AttestedState permits PlatformState, ImageState {}
