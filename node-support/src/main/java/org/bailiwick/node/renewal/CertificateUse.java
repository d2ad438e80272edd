package org.bailiwick.node.renewal;

import java.util.Arrays;
import java.util.Optional;

/** The uses of a node's certificates; each is issued by another authority of its domain. */
public enum CertificateUse {
  /** For its listener; issued by the authority that issues to agents. */
  SERVER("server"),
  /** For its calls to other nodes; issued by the operator CA, so that it authorises. */
  CLIENT("client");

  private final String token;

  CertificateUse(String token) {
    this.token = token;
  }

  /** The name in requests and the stem of the files. */
  public String token() {
    return token;
  }

  public static Optional<CertificateUse> find(String token) {
    return Arrays.stream(values()).filter(use -> use.token.equals(token)).findFirst();
  }
}
