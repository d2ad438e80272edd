package org.bailiwick.node.renewal;

import java.util.Arrays;
import java.util.Optional;

/** The uses of a node's certificates; each use has another issuer. */
public enum CertificateUse {
  /** For the node's listener; an issuing CA issues it, as for agents. */
  SERVER("server"),
  /** For calls to other nodes; the operator CA issues it, so that the node is authorised. */
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
