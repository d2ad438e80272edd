package org.bailiwick.contract.tls;

import java.security.cert.CertificateException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The certificate that a peer has shown in a TLS handshake failed a check. */
public final class UntrustedPeerException extends CertificateException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_CAUSES = 8;

  /** The check that failed. */
  public enum Fault {
    CHAIN("no certificate, or too many of them"),
    PATH("no path to a trust anchor"),
    EXPIRED("expired, or not yet valid"),
    KEY_USAGE("not an end entity's certificate for signatures"),
    NAME("no SPIFFE id"),
    IDENTITY("another identity than the expected one"),
    NOT_ACCEPTABLE("revoked, or not acceptable for another reason");

    private final String text;

    Fault(String text) {
      this.text = text;
    }

    /** What is wrong with the certificate, in a few words. */
    public String text() {
      return text;
    }
  }

  private final Fault fault;

  UntrustedPeerException(Fault fault, Throwable cause) {
    super("the certificate of the peer: " + fault.text(), cause);
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }

  /** The failed check, if such a refusal is among the causes of this failure of a connection. */
  public static Optional<Fault> find(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .limit(MAX_CAUSES)
        .filter(UntrustedPeerException.class::isInstance)
        .map(found -> ((UntrustedPeerException) found).fault())
        .findFirst();
  }
}
