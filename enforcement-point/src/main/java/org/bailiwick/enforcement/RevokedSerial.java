package org.bailiwick.enforcement;

/**
 * A revoked credential.
 *
 * @param issuer the name of the CA (RFC 2253)
 * @param serial the serial number in hex
 */
public record RevokedSerial(String issuer, String serial) {}
