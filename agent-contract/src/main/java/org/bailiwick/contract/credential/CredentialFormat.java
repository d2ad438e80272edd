package org.bailiwick.contract.credential;

import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** The formats in which a credential for one key can be issued. */
public enum CredentialFormat {
  /** The certificate, which is always issued. */
  X509,
  /** A Workload Identity Token in addition to the certificate (draft-ietf-wimse-workload-creds). */
  WIT;

  public String token() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a list of formats. The result always contains the certificate.
   *
   * @throws ProblemException MALFORMED_REQUEST if a format is unknown or listed twice
   */
  public static SortedSet<CredentialFormat> parse(List<String> texts) {
    SortedSet<CredentialFormat> formats = new TreeSet<>();
    for (String text : texts) {
      if (!formats.add(parse(text))) {
        throw refused("credential-format-twice", "A credential format is named twice.");
      }
    }
    formats.add(X509);
    return formats;
  }

  private static CredentialFormat parse(String text) {
    for (CredentialFormat format : values()) {
      if (format.token().equals(text)) {
        return format;
      }
    }
    throw refused("credential-format", "A credential format is x509 or wit.");
  }

  private static ProblemException refused(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }
}
