package org.bailiwick.aca.publication;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.crl.CrlPublisher;
import org.bailiwick.aca.crl.PublishedCrl;
import org.bailiwick.aca.wit.WitKeys;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.json.JsonText;

/** Public resources: issuer certificates, CRLs, the trust bundle, signing keys. */
@Singleton
public final class Publications {

  private final Authorities authorities;
  private final CrlPublisher crls;
  private final OperatorAnchors operators;
  private final WitKeys witKeys;
  private final CeremonyFolder ceremony;

  @Inject
  Publications(
      Authorities authorities,
      CrlPublisher crls,
      OperatorAnchors operators,
      WitKeys witKeys,
      AcaSettings settings) {
    this.authorities = authorities;
    this.operators = operators;
    this.witKeys = witKeys;
    this.crls = crls;
    this.ceremony = CeremonyFolder.read(settings.folders().ceremony());
  }

  /**
   * The certificate of an issuer or a root, or a cross-certificate between roots, in DER; a root's
   * also by its fingerprint.
   */
  public byte[] certificate(String issuerId) {
    return der(
        authorities
            .roots()
            .find(issuerId)
            .or(() -> authorities.roots().pinned(issuerId))
            .orElseGet(() -> authorities.require(issuerId).certificate()));
  }

  /** The issuer's complete CRL in force. */
  public PublishedCrl crl(String issuerId) {
    return authorities.roots().all().containsKey(issuerId)
        ? ceremony.rootCrl(issuerId).orElseThrow(Publications::noCrlYet)
        : crls.latest(authorities.require(issuerId).id(), CrlPublisher.COMPLETE)
            .orElseThrow(Publications::noCrlYet);
  }

  /** One of the issuer's partial CRLs. */
  public PublishedCrl crl(String issuerId, int shard) {
    return crls.latest(authorities.require(issuerId).id(), shard)
        .filter(crl -> shard > CrlPublisher.COMPLETE)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.NOT_FOUND, "crl-shard", "There is no such partial CRL."));
  }

  /** The delta CRL of a shard; that of the complete CRL for shard 0. */
  public PublishedCrl deltaCrl(String issuerId, int shard) {
    return crls.latestDelta(authorities.require(issuerId).id(), shard)
        .filter(crl -> shard >= CrlPublisher.COMPLETE)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.NOT_FOUND, "crl-delta", "There is no such delta CRL."));
  }

  /** The anchors of the trust domain for its agents, as a SPIFFE bundle. */
  public String trustBundle() {
    Map<String, X509Certificate> roots = new TreeMap<>(authorities.roots().all());
    List<Authority> issuing =
        authorities.all().stream()
            .filter(each -> authorities.roots().areAbove(each.certificate()))
            .toList();
    return new TrustBundle(
            roots,
            issuing.stream().map(Authority::id).toList(),
            operators.inUse().stream().map(this::listed).toList(),
            Stream.of(WitKeys.Audience.SPIFFE, WitKeys.Audience.SPIFFE_JWT)
                .flatMap(use -> witKeys.published(use).stream())
                .toList(),
            sequence(Stream.concat(roots.values().stream(), authorities.certificates())))
        .encode();
  }

  private TrustBundle.OperatorCa listed(Authority operatorCa) {
    return new TrustBundle.OperatorCa(operatorCa.id(), authorities.endorsement(operatorCa.id()));
  }

  /** A number that rises when a key is added, and when an operator CA or a signing key ends. */
  private long sequence(Stream<X509Certificate> all) {
    return Stream.of(
            all.map(each -> each.getNotBefore().toInstant()), operators.ends(), witKeys.changes())
        .flatMap(each -> each)
        .mapToLong(Instant::getEpochSecond)
        .max()
        .orElseThrow();
  }

  /** JWK set of the keys that sign security events. */
  public String eventKeys() {
    return new String(ceremony.eventKeys().bytes(), StandardCharsets.UTF_8);
  }

  /** JWK set of the keys that sign Workload Identity Tokens; empty where there is none. */
  public String witKeys() {
    return JsonText.of(Map.of("keys", witKeys.published(WitKeys.Audience.JOSE)));
  }

  private static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException("a parsed certificate has an encoding", impossible);
    }
  }

  private static ProblemException noCrlYet() {
    return new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE, "crl-missing", "The CRL is not signed yet.");
  }
}
