package org.bailiwick.aca.ocsp;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.der.DerCursor;
import org.bailiwick.aca.der.NotDerException;
import org.bailiwick.aca.ocsp.CertificateId.IssuerHash;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * The authority's issuers by the digests in CertIDs: SHA-256, and SHA-1, which only identifies and
 * protects nothing here (RFC 9919 section 3.1.1).
 */
@Singleton
final class IssuerIndex {

  private record Hash(String name, ASN1ObjectIdentifier oid) {}

  private static final List<Hash> HASHES =
      List.of(
          new Hash("SHA-1", OIWObjectIdentifiers.idSHA1),
          new Hash("SHA-256", NISTObjectIdentifiers.id_sha256));

  private final Authorities authorities;
  private volatile Map<IssuerHash, Authority> index;

  @Inject
  IssuerIndex(Authorities authorities) {
    this.authorities = authorities;
    this.index = index();
  }

  private Map<IssuerHash, Authority> index() {
    Map<IssuerHash, Authority> issuers = new HashMap<>();
    for (Authority issuer : authorities.all()) {
      HASHES.forEach(hash -> issuers.put(hashOf(issuer.certificate(), hash), issuer));
    }
    return Map.copyOf(issuers);
  }

  /** The index with issuers that later ceremonies have added. */
  private Map<IssuerHash, Authority> current() {
    if (index.size() != authorities.count() * HASHES.size()) {
      index = index();
    }
    return index;
  }

  /** The issuer of all these certificates, if they have the same one and the authority knows it. */
  Optional<Authority> issuerOf(List<CertificateId> certificates) {
    Map<IssuerHash, Authority> issuers = current();
    Set<Optional<Authority>> found =
        certificates.stream()
            .map(certificate -> Optional.ofNullable(issuers.get(certificate.issuer())))
            .collect(Collectors.toSet());
    return found.size() == 1 ? found.iterator().next() : Optional.empty();
  }

  private static IssuerHash hashOf(X509Certificate issuer, Hash hash) {
    byte[] name = issuer.getSubjectX500Principal().getEncoded();
    return new IssuerHash(
        contentOf(hash.oid()),
        Octets.of(digest(hash.name(), name)),
        Octets.of(digest(hash.name(), keyBits(issuer))));
  }

  /** The subjectPublicKey's bits without tag, length and unused-bits octet. */
  static byte[] keyBits(X509Certificate certificate) {
    return SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded())
        .getPublicKeyData()
        .getOctets();
  }

  static byte[] digest(String algorithm, byte[] octets) {
    try {
      return MessageDigest.getInstance(algorithm).digest(octets);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has " + algorithm, impossible);
    }
  }

  private static Octets contentOf(ASN1ObjectIdentifier oid) {
    try {
      return Octets.of(DerCursor.over(oid.getEncoded()).content(DerCursor.OBJECT_IDENTIFIER));
    } catch (IOException | NotDerException impossible) {
      throw new IllegalStateException("an OID has an encoding", impossible);
    }
  }
}
