package org.bailiwick.node.peer;

import java.security.cert.X509Certificate;
import java.util.Optional;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.ValidationMethod;

/**
 * The peer of a request, or the signer of a statement, after its certificate's path, validity,
 * trust domain and revocation were checked for this request or use. Only this package can create
 * one, so an object is proof of the checks; it tells who the peer is and not what the peer may do.
 */
public final class VerifiedPeer {
  /** The kind of peer, by the trust anchor of its path and by its name. */
  public enum Kind {
    /** An agent of this domain. */
    AGENT,
    /** A service of this domain, which few operations serve. */
    SERVICE,
    /** A device of this domain, which few operations serve. */
    DEVICE,
    /** A node of this domain, with a client certificate from the operator CA. */
    NODE,
    /** An officer or auditor of this domain. */
    OPERATOR,
    /**
     * A workload of a partner domain, under a name that no service, device, node or operator has.
     */
    FOREIGN,
    /** A node with a TLS certificate from an issuing CA, which permits no operation of a node. */
    NODE_TLS,
    /**
     * A node of a partner domain, which reads what the registry exports to it, and nothing else.
     */
    PARTNER_NODE
  }

  private final Kind kind;
  private final SpiffeId id;
  private final X509Certificate certificate;
  private final ValidationMethod validatedBy;

  VerifiedPeer(Kind kind, SpiffeId id, X509Certificate certificate) {
    this(kind, id, certificate, ValidationMethod.MTLS);
  }

  VerifiedPeer(Kind kind, SpiffeId id, X509Certificate certificate, ValidationMethod validatedBy) {
    this.kind = kind;
    this.id = id;
    this.certificate = certificate;
    this.validatedBy = validatedBy;
  }

  /** The method by which the peer proved that it holds the certificate's key. */
  public ValidationMethod validatedBy() {
    return validatedBy;
  }

  public Kind kind() {
    return kind;
  }

  public SpiffeId id() {
    return id;
  }

  public X509Certificate certificate() {
    return certificate;
  }

  public SerialNumber serial() {
    return new SerialNumber(certificate.getSerialNumber());
  }

  /**
   * The certificate's SHA-256, base64url, as in the confirmation {@code x5t#S256} (RFC 8705 section
   * 3.1).
   */
  public String thumbprint() {
    return Pem.sha256(certificate);
  }

  /** The role of an operator; empty for any other kind of peer. */
  public Optional<String> operatorRole() {
    return kind == Kind.OPERATOR ? id.operatorRole() : Optional.empty();
  }

  @Override
  public String toString() {
    return kind + " " + id;
  }
}
