package org.bailiwick.policy.bundle;

import java.security.cert.X509Certificate;
import java.util.Collection;

/** What the verifier of a bundle knows about the certificates of officers. */
public interface OfficerTrust {

  /** Whether an officer's certificate is revoked. */
  enum Status {
    GOOD,
    REVOKED,
    /** There are no data that are fresh enough. */
    UNKNOWN
  }

  /** The operator CAs of the domain that are trusted now. */
  Collection<X509Certificate> operatorCas();

  /** Answers from memory, by the CRL of this operator CA. */
  Status statusOf(X509Certificate officer, X509Certificate operatorCa);
}
