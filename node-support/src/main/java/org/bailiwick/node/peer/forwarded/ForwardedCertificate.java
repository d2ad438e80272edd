package org.bailiwick.node.peer.forwarded;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The client certificate that a TLS-terminating proxy forwards (RFC 9440): {@code Client-Cert}
 * holds the leaf and {@code Client-Cert-Chain} the rest, as structured-field byte sequences. They
 * are read for trusted proxies only, by exactly these names, so that a field with underscores in
 * its name has no effect.
 */
public final class ForwardedCertificate {
  static final String LEAF = "Client-Cert";
  static final String CHAIN = "Client-Cert-Chain";

  private static final int MAX_CHAIN = 8;
  private static final int MAX_BASE64 = 16_384; // a certificate of 12 KB; ours are below 2 KB

  private ForwardedCertificate() {}

  /** The chain, leaf first; empty when the proxy saw no client certificate. */
  public static List<X509Certificate> read(HttpServletRequest request) {
    List<String> leaf = Collections.list(request.getHeaders(LEAF));
    if (leaf.isEmpty()) {
      return List.of();
    }
    if (leaf.size() > 1) {
      throw malformed();
    }
    List<X509Certificate> chain = new ArrayList<>();
    chain.add(certificate(leaf.getFirst()));
    for (String line : Collections.list(request.getHeaders(CHAIN))) {
      for (String item : line.split(",", MAX_CHAIN + 1)) {
        chain.add(certificate(item));
      }
    }
    if (chain.size() > MAX_CHAIN) {
      throw malformed();
    }
    return chain;
  }

  /** A byte sequence (RFC 8941 section 3.3.5) without parameters. */
  private static X509Certificate certificate(String item) {
    String text = item.strip();
    boolean sequence =
        text.length() > 2
            && text.length() <= MAX_BASE64
            && text.startsWith(":")
            && text.endsWith(":");
    if (!sequence) {
      throw malformed();
    }
    try {
      byte[] der = Base64.getDecoder().decode(text.substring(1, text.length() - 1));
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException | RuntimeException e) { // the JDK throws both for odd keys
      throw malformed();
    }
  }

  private static RuntimeException malformed() {
    return new ProblemException(
        ProblemType.CREDENTIAL_NOT_TRUSTED,
        "peer-header-malformed",
        "The proxy's Client-Cert field is malformed");
  }
}
