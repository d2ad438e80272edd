package org.bailiwick.aca.attestation;

import java.util.Optional;

/**
 * What an authenticated device says about itself, out of a fresh EAT (RFC 9711): claims only,
 * signature and nonce have been checked.
 *
 * @param ueid opaque identifier of the device, if it states one
 * @param debugStatus the dbgstat word, if the device states one
 */
public record AttestationEvidence(
    Optional<String> ueid,
    Optional<String> hardwareModel,
    String firmwareName,
    String firmwareVersion,
    String programName,
    String programDigest,
    Optional<String> debugStatus) {}
