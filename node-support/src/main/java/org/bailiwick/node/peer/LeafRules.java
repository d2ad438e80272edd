package org.bailiwick.node.peer;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** The rules for a leaf certificate itself, without its path (X509-SVID sections 2, 4 and 5.2). */
final class LeafRules {
  private static final int DIGITAL_SIGNATURE = 0; // RFC 5280 section 4.2.1.3, by bit
  private static final int KEY_CERT_SIGN = 5;
  private static final int CRL_SIGN = 6;
  private static final int NOT_A_CA = -1;
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

  private LeafRules() {}

  /** The SPIFFE id of the leaf; refuses a leaf that must not have one. */
  static SpiffeId identity(X509Certificate leaf) {
    requireEndEntity(leaf);
    requireClientUse(leaf);
    SpiffeId id;
    try {
      id = SpiffeId.of(leaf);
    } catch (ProblemException e) {
      throw refusal(
          "peer-uri-name", "The client certificate needs exactly one URI name, a SPIFFE id");
    }
    if (id.path().isEmpty()) {
      throw refusal("peer-uri-name", "The client certificate names a trust domain only");
    }
    return id;
  }

  private static void requireEndEntity(X509Certificate leaf) {
    boolean[] usage = leaf.getKeyUsage();
    boolean signsOthers = usage != null && (usage[KEY_CERT_SIGN] || usage[CRL_SIGN]);
    if (leaf.getBasicConstraints() != NOT_A_CA || signsOthers) {
      throw refusal("peer-ca-as-leaf", "A CA certificate is no client certificate");
    }
  }

  private static void requireClientUse(X509Certificate leaf) {
    boolean[] usage = leaf.getKeyUsage();
    if (usage == null || !usage[DIGITAL_SIGNATURE] || !isForClients(leaf)) {
      throw refusal(
          "peer-key-usage", "The client certificate is not for TLS client authentication");
    }
  }

  private static boolean isForClients(X509Certificate leaf) {
    try {
      List<String> purposes = leaf.getExtendedKeyUsage();
      return purposes == null || purposes.contains(CLIENT_AUTH);
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  /** A refusal with this check for the audit log and this sentence for the peer. */
  static ProblemException refusal(String check, String detail) {
    return new ProblemException(ProblemType.CREDENTIAL_NOT_TRUSTED, check, detail);
  }
}
