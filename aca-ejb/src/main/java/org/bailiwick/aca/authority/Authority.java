package org.bailiwick.aca.authority;

import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.signature.Verification;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;

/**
 * An issuer: a CA key with its certificate, for one trust domain. It signs the bodies of
 * certificates and CRLs, and verifies each signature: a wrong one by the HSM causes an error, and
 * no certificate.
 */
public final class Authority {

  private final String id;
  private final TrustDomain trustDomain;
  private final X509Certificate certificate;
  private final Supplier<SigningKey> key;
  private final Function<X509Certificate, List<X509Certificate>> links;
  private final Verification verification;
  private final AlgorithmIdentifier algorithm;
  private volatile boolean revoked;
  private boolean retired;

  /**
   * @param id name of the issuer in URLs and ledger, and label of its key in the HSM
   * @param key called for every signature, since a new session gives a new key object
   */
  public Authority(
      String id, TrustDomain trustDomain, X509Certificate certificate, Supplier<SigningKey> key) {
    this(id, trustDomain, certificate, key, any -> List.of());
  }

  /**
   * Makes an issuer whose chains have link certificates.
   *
   * @param links finds the link certificates above this certificate, at every issuance
   */
  public Authority(
      String id,
      TrustDomain trustDomain,
      X509Certificate certificate,
      Supplier<SigningKey> key,
      Function<X509Certificate, List<X509Certificate>> links) {
    this.id = id;
    this.links = links;
    this.trustDomain = trustDomain;
    this.certificate = certificate;
    this.key = key;
    String name = jcaName(certificate.getPublicKey());
    this.verification = Verification.by(name);
    this.algorithm = new DefaultSignatureAlgorithmIdentifierFinder().find(name);
  }

  /** The same issuer with a retired key; its certificates and CRL stay. */
  public Authority retired() {
    Authority same = new Authority(id, trustDomain, certificate, this::refuse, links);
    same.retired = true;
    return same;
  }

  public boolean isRetired() {
    return retired;
  }

  private SigningKey refuse() {
    throw new ProblemException(
        ProblemType.SIGNER_UNAVAILABLE,
        "key-retired",
        "The key " + id + " is retired (aca.retired-keys) and no longer signs.");
  }

  public String id() {
    return id;
  }

  public TrustDomain trustDomain() {
    return trustDomain;
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /**
   * The chain that a holder presents: its certificate, this issuer's, and link certificates of
   * roots.
   */
  public List<X509Certificate> chainOf(X509Certificate leaf) {
    return Stream.concat(Stream.of(leaf, certificate), links.apply(certificate).stream()).toList();
  }

  /** Whether it is self-signed; operator CAs are, and issuers of agents are not. */
  public boolean isSelfSigned() {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  /**
   * Marks the issuer's certificate as revoked: from now on the issuer certifies only its responder.
   */
  public void revoke() {
    revoked = true;
  }

  /** Whether the issuer's own certificate was revoked; it still signs CRLs and OCSP answers. */
  public boolean isRevoked() {
    return revoked;
  }

  /** The algorithm that bodies for this issuer must name; it follows from the key. */
  public AlgorithmIdentifier signatureAlgorithm() {
    return algorithm;
  }

  /**
   * Steps 5 and 6 of issuing: signs the body in the HSM, verifies the signature, and returns the
   * signed structure, which has exactly this body.
   *
   * @throws ProblemException SIGNER_UNAVAILABLE
   */
  public byte[] sign(byte[] body) {
    byte[] signature = key.get().sign(body);
    if (!verification.accepts(certificate.getPublicKey(), body, signature)) {
      throw new ProblemException(
          ProblemType.SIGNER_UNAVAILABLE,
          "signature-wrong",
          "The signing key gave a signature that does not verify.");
    }
    byte[] signed = assemble(body, algorithm, signature);
    if (!Arrays.equals(DerBytes.firstIn(signed), body)) {
      throw new IllegalStateException("the signed body differs from the prepared one");
    }
    return signed;
  }

  /** Encodes a certificate or CRL from body, algorithm and signature. */
  public static byte[] assemble(byte[] body, AlgorithmIdentifier algorithm, byte[] signature) {
    try {
      return DerBytes.sequence(
          body, algorithm.getEncoded(ASN1Encoding.DER), DerBytes.bitString(signature));
    } catch (IOException impossible) {
      throw new IllegalStateException("the algorithm can't be encoded", impossible);
    }
  }

  private static String jcaName(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa -> "SHA256withRSA";
      case ECPublicKey ec when ec.getParams().getOrder().bitLength() == 384 -> "SHA384withECDSA";
      case ECPublicKey ec -> "SHA256withECDSA";
      default -> "Ed25519";
    };
  }
}
