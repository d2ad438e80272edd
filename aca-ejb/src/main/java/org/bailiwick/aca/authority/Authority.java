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
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * One issuing key with its certificate, for one trust domain. It signs a prepared body, whether of
 * a certificate or of a CRL, and hands nothing out whose signature it has not verified: a token
 * that answers with a wrong signature costs an error, not a bad certificate.
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
   * @param id name of the issuer in URLs, in the ledger, and of its key in the token
   * @param key asked on every signature, since a lost session gives a new key object
   */
  public Authority(
      String id, TrustDomain trustDomain, X509Certificate certificate, Supplier<SigningKey> key) {
    this(id, trustDomain, certificate, key, any -> List.of());
  }

  /**
   * As above.
   *
   * @param links what is above this authority's certificate besides its root, asked on every issue
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
    this.verification = Verification.by(jcaName(certificate.getPublicKey()));
    this.algorithm = algorithmOf(certificate.getPublicKey());
  }

  /** The same, whose key signs nothing more: CRL and certificates of it stay as they are. */
  public Authority retired() {
    Authority same = new Authority(id, trustDomain, certificate, this::refuse, links);
    same.retired = true;
    return same;
  }

  /** Whether its key signs nothing more. */
  public boolean isRetired() {
    return retired;
  }

  private SigningKey refuse() {
    throw new ProblemException(
        ProblemType.SIGNER_UNAVAILABLE,
        "key-retired",
        "The key " + id + " is retired (aca.retired-keys) and signs nothing more.");
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
   * The chain that a holder presents: its certificate, this authority's, and link certificates of
   * roots.
   */
  public List<X509Certificate> chainOf(X509Certificate leaf) {
    return Stream.concat(Stream.of(leaf, certificate), links.apply(certificate).stream()).toList();
  }

  /** Whether it is below no root: so is an operator CA, and none that issues to agents. */
  public boolean isOwnAnchor() {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  /** From now on it certifies nobody but its responder: the root revoked its own certificate. */
  public void revoke() {
    revoked = true;
  }

  /** Whether its own certificate was revoked; what it still signs are CRLs and answers. */
  public boolean isRevoked() {
    return revoked;
  }

  /** The algorithm that bodies for this authority must name; follows from its key. */
  public AlgorithmIdentifier signatureAlgorithm() {
    return algorithm;
  }

  /**
   * Steps 5 and 6: signs the body in the HSM, verifies the signature, and returns the signed
   * structure, whose body is octet for octet the one given.
   *
   * @throws ProblemException SIGNER_UNAVAILABLE
   */
  public byte[] endorse(byte[] body) {
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

  /** Puts body, algorithm and signature together (the shape of certificates and CRLs). */
  public static byte[] assemble(byte[] body, AlgorithmIdentifier algorithm, byte[] signature) {
    try {
      return DerBytes.sequence(
          body, algorithm.getEncoded(ASN1Encoding.DER), DerBytes.bitString(signature));
    } catch (IOException impossible) {
      throw new IllegalStateException("the algorithm is one of ours", impossible);
    }
  }

  private static String jcaName(PublicKey publicKey) {
    if (publicKey instanceof RSAPublicKey) {
      return "SHA256withRSA";
    }
    if (publicKey instanceof ECPublicKey ec) {
      return isP384(ec) ? "SHA384withECDSA" : "SHA256withECDSA";
    }
    return "Ed25519";
  }

  private static AlgorithmIdentifier algorithmOf(PublicKey key) {
    if (key instanceof RSAPublicKey) {
      return new AlgorithmIdentifier(
          PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE);
    }
    if (key instanceof ECPublicKey ec) {
      return new AlgorithmIdentifier(
          isP384(ec)
              ? X9ObjectIdentifiers.ecdsa_with_SHA384
              : X9ObjectIdentifiers.ecdsa_with_SHA256);
    }
    return new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519);
  }

  private static boolean isP384(ECPublicKey key) {
    return key.getParams().getCurve().getField().getFieldSize() == 384;
  }
}
