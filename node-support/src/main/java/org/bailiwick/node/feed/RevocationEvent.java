package org.bailiwick.node.feed;

import java.math.BigInteger;
import java.time.Instant;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.contract.credential.RevocationReason;

/**
 * The authority says that a certificate, named by its issuer and serial number, is revoked since
 * {@code at}.
 */
public record RevocationEvent(
    String id, X500Principal issuer, BigInteger serial, RevocationReason reason, Instant at) {}
