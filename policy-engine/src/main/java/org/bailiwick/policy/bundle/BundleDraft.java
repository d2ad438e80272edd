package org.bailiwick.policy.bundle;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A bundle that officers are about to sign. It signs whatever it is given: what a node will refuse,
 * the node says.
 */
public final class BundleDraft {
  private final BundleFile file;

  private BundleDraft(BundleFile file) {
    this.file = file;
  }

  /**
   * What the bundle says of itself beside its files.
   *
   * @param signatures how many officers must sign it and its successor
   */
  public record Terms(
      String trustDomain,
      Set<String> components,
      long number,
      Instant effectiveAt,
      int signatures) {}

  /**
   * A bundle without a signature.
   *
   * @param files the texts by their names in a policy folder, without the manifest
   * @throws BundleRefusedException bundle-payload if no node would read it
   */
  public static BundleDraft of(Terms terms, Map<String, String> files) {
    byte[] payload =
        new BundlePayload(
                terms.trustDomain(),
                new TreeSet<>(terms.components()),
                terms.number(),
                terms.effectiveAt(),
                terms.signatures(),
                new TreeMap<>(files))
            .encode();
    BundlePayload.read(payload);
    return new BundleDraft(new BundleFile(BundleJson.base64Url(payload), List.of()));
  }

  /**
   * The bundle of a file, to which another officer adds a signature.
   *
   * @throws BundleRefusedException bundle-too-large or bundle-malformed
   */
  public static BundleDraft read(byte[] octets) {
    return new BundleDraft(BundleFile.read(octets));
  }

  /**
   * The terms of the payload, which an officer looks at before signing.
   *
   * @throws BundleRefusedException bundle-payload
   */
  public Terms terms() {
    BundlePayload read = payload();
    return new Terms(
        read.trustDomain(),
        read.components(),
        read.number(),
        read.effectiveAt(),
        read.signatures());
  }

  /** The texts of the files by name, as {@link #terms} reads them. */
  public Map<String, String> files() {
    return payload().files();
  }

  private BundlePayload payload() {
    return BundlePayload.read(file.payloadOctets());
  }

  /** The digest by which nodes name the bundle: the SHA-256 of the payload in hex. */
  public String digest() {
    return BundleJson.sha256(file.payloadOctets());
  }

  /** How many signatures there are, valid or not. */
  public int signatures() {
    return file.signatures().size();
  }

  /**
   * Adds the signature of an officer: ES256, ES384 or PS256, as the key demands.
   *
   * @param key a key in memory, or one that stays in a token
   * @param chain the officer's certificate, and issuers if wanted
   * @throws GeneralSecurityException if the key is for none of these, or cannot sign
   */
  public BundleDraft sign(PrivateKey key, List<X509Certificate> chain)
      throws GeneralSecurityException {
    BundleAlgorithm algorithm =
        BundleAlgorithm.of(chain.getFirst().getPublicKey())
            .orElseThrow(
                () -> new GeneralSecurityException("a bundle is signed by P-256, P-384 or RSA"));
    String header = BundleHeader.encode(algorithm, chain);
    byte[] signature = algorithm.sign(key, file.signingInput(header));
    List<BundleFile.Signature> all = new ArrayList<>(file.signatures());
    all.add(new BundleFile.Signature(header, BundleJson.base64Url(signature)));
    return new BundleDraft(new BundleFile(file.payload(), all));
  }

  /** The file. */
  public byte[] encode() {
    return file.encode();
  }
}
