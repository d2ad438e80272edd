package org.bailiwick.aca.pipeline;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.lint.CredentialLint;

/**
 * Step 3 of the issuing pipeline: puts a stand-in for the signature under the prepared body and
 * examines the whole certificate, so that the real key signs no faulty one. No rule reads the
 * signature's value; step 6 verifies the real one over the octets that were examined here.
 */
final class PreflightLint {

  /** An empty SEQUENCE. */
  private static final byte[] STAND_IN = {0x30, 0};

  private final Map<Authority, CredentialLint> lints = new ConcurrentHashMap<>();

  void check(PreparedCredential prepared) {
    Authority issuer = prepared.issuer();
    byte[] tbs = prepared.entry().tbs().bytes();
    lints
        .computeIfAbsent(issuer, each -> CredentialLint.under(each.certificate()))
        .check(
            tbs, Authority.assemble(tbs, issuer.signatureAlgorithm(), STAND_IN), prepared.kind());
  }
}
