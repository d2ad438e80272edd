package org.bailiwick.node.feed;

import java.math.BigInteger;
import java.time.Instant;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.contract.credential.RevocationReason;

/** The authority's event that a certificate, named by issuer and serial number, was revoked. */
public record RevocationEvent(
    String id, X500Principal issuer, BigInteger serial, RevocationReason reason, Instant at) {

  /** The name of the issuer in the form of RFC 2253. */
  public String issuerName() {
    return issuer.getName();
  }
}
