package org.bailiwick.aca.ceremony;

import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.ceremony.certificate.CeremonyNames;
import org.bailiwick.aca.ceremony.certificate.CertificateDraft;
import org.bailiwick.aca.ceremony.certificate.CertificateMaker;
import org.bailiwick.aca.ceremony.certificate.RootCrlMaker;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan.PlannedCertificate;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan.PlannedKey;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan.RootMode;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.CertificateEntry;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.Circumstances;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.CrlEntry;
import org.bailiwick.aca.ceremony.records.KeyUse;
import org.bailiwick.aca.lint.CertificateProfile;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.jose.JwsSigner;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Executes the steps of the first ceremony, and holds the keys and certificates made so far. */
final class CeremonyAuthorities {

  private final CeremonyPlan plan;
  private final CeremonyTokens tokens;
  private final Instant now;
  private final CeremonyNames names;
  private final CertificateMaker maker;

  /** By label. */
  private final Map<String, SigningKey> keys = new HashMap<>();

  private final Map<KeyUse, X509Certificate> certified = new EnumMap<>(KeyUse.class);
  private final Map<PlannedCertificate, X509Certificate> issued = new LinkedHashMap<>();
  private Optional<RootAnswer> answer = Optional.empty();
  private X509CRL rootCrl;

  CeremonyAuthorities(CeremonyPlan plan, CeremonyTokens tokens, SecureRandom random, Instant now) {
    this.plan = plan;
    this.tokens = tokens;
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
    this.names = plan.authority().names();
    this.maker = plan.authority().maker(random, now);
  }

  /**
   * In subordinate mode, checks the answer of the organisation's root before any key is made.
   *
   * @param hosts names of servers that are to be certified
   */
  void checkRoot(List<GeneralName> hosts) {
    if (plan.root().mode() instanceof RootMode.Subordinate mode) {
      PlannedKey root = plan.key(KeyUse.ROOT);
      Period validity = plan.key(KeyUse.ISSUING).validity().orElseThrow();
      RootAnswer.Needs needs =
          new RootAnswer.Needs(
              tokens.key(root).publicKey(),
              now,
              now.atOffset(ZoneOffset.UTC).plus(validity).toInstant(),
              namesBelow(hosts));
      answer = Optional.of(RootAnswer.accept(mode, needs));
    }
  }

  private List<GeneralName> namesBelow(List<GeneralName> hosts) {
    List<GeneralName> below = new ArrayList<>(hosts);
    below.add(uri("spiffe://" + names.trustDomain().name() + "/agent/a"));
    below.add(new GeneralName(names.of(plan.key(KeyUse.ISSUING).label())));
    below.add(new GeneralName(names.of("a")));
    return below;
  }

  /** The certification request for the topmost key, in the first run of subordinate mode. */
  byte[] rootRequest() {
    PlannedKey root = plan.key(KeyUse.ROOT);
    SigningKey key = tokens.holds(root) ? tokens.key(root) : tokens.generate(root);
    return maker.authorityRequest(names.of(root.label()), key);
  }

  void makeKeys(CeremonyJournal journal) {
    for (PlannedKey key : plan.keys()) {
      boolean exists = key.use() == KeyUse.ROOT && answer.isPresent();
      keys.put(key.label(), exists ? tokens.key(key) : make(key, journal));
    }
  }

  private SigningKey key(KeyUse use) {
    return keys.get(plan.key(use).label());
  }

  private SigningKey make(PlannedKey key, CeremonyJournal journal) {
    journal.begin(key);
    return tokens.generate(key);
  }

  /** Makes the certificates of the ceremony's own keys, and the root CRL. */
  void certify() {
    certified.put(
        KeyUse.ROOT,
        answer
            .map(RootAnswer::certificate)
            .orElseGet(() -> selfSigned(KeyUse.ROOT, CertificateProfile.ROOT)));
    certified.put(KeyUse.OPERATORS, selfSigned(KeyUse.OPERATORS, CertificateProfile.OPERATOR_CA));
    certified.put(
        KeyUse.ISSUING, signed(KeyUse.ISSUING, CertificateProfile.ISSUING_CA, KeyUse.ROOT));
    certified.put(KeyUse.OCSP, signed(KeyUse.OCSP, CertificateProfile.OCSP, KeyUse.ISSUING));
    rootCrl =
        new RootCrlMaker(certified.get(KeyUse.ROOT), key(KeyUse.ROOT))
            .first(RootCrlMaker.Validity.of(now, plan.root().crlValidity()));
  }

  /** Issues the certificate of an operator or node. */
  void certify(PlannedCertificate planned, CheckedRequest request) {
    KeyUse issuer =
        plan.keys().stream()
            .filter(key -> key.label().equals(planned.issuer()))
            .map(PlannedKey::use)
            .findFirst()
            .orElseThrow();
    CertificateDraft draft = request.draft(planned, names);
    issued.put(planned, maker.signed(draft, certified.get(issuer), key(issuer)));
  }

  /** Stores the certificates in the tokens of their keys. */
  void attach() {
    certified.forEach(
        (use, certificate) -> {
          PlannedKey key = plan.key(use);
          tokens.of(key).attach(key.label(), certificate);
        });
  }

  void write(CeremonyFiles files) {
    certified.forEach((use, one) -> files.certificate(plan.key(use).label(), one));
    files.crl(plan.key(KeyUse.ROOT).label(), rootCrl);
    files.keySet(plan.key(KeyUse.EVENTS).label(), key(KeyUse.EVENTS).publicKey(), eventAlgorithm());
    issued.forEach((planned, one) -> CeremonyFiles.chain(planned.file(), chainOf(planned, one)));
  }

  SigningKey audit() {
    return key(KeyUse.AUDIT);
  }

  CeremonyRecord record() {
    return new CeremonyRecord(
        names,
        new Circumstances(
            now,
            answer.isPresent() ? "subordinate" : "self-signed",
            plan.inputSha256(),
            software()),
        plan.keys().stream().map(key -> key.entry(keys.get(key.label()).publicKey())).toList(),
        entries(),
        List.of(new CrlEntry(plan.key(KeyUse.ROOT).label(), rootCrl)),
        Optional.empty());
  }

  /** Names and versions of the software, for the record. */
  static Map<String, String> software() {
    return Map.of(
        "java", Runtime.version().toString(),
        "bouncycastle", new BouncyCastleProvider().getVersionStr(),
        "bailiwick", version(KeyCeremony.class));
  }

  private List<CertificateEntry> entries() {
    List<CertificateEntry> all = new ArrayList<>();
    certified.forEach((use, one) -> all.add(entry(use, one)));
    issued.forEach(
        (planned, one) ->
            all.add(
                CertificateEntry.of(planned.issuer(), planned.profile(), one, Optional.empty())));
    return List.copyOf(all);
  }

  private CertificateEntry entry(KeyUse use, X509Certificate one) {
    String label = plan.key(use).label();
    boolean outside = use == KeyUse.ROOT && answer.isPresent();
    CertificateProfile profile =
        switch (use) {
          case ROOT -> outside ? CertificateProfile.SUBORDINATE : CertificateProfile.ROOT;
          case ISSUING -> CertificateProfile.ISSUING_CA;
          case OPERATORS -> CertificateProfile.OPERATOR_CA;
          case OCSP -> CertificateProfile.OCSP;
          case EVENTS, AUDIT, TOKENS, WIT ->
              throw new IllegalStateException("not certified: " + use);
        };
    String issuer =
        switch (use) {
          case ISSUING -> plan.key(KeyUse.ROOT).label();
          case OCSP -> plan.key(KeyUse.ISSUING).label();
          default -> outside ? CertificateEntry.OUTSIDE : label;
        };
    return CertificateEntry.of(issuer, profile, one, Optional.of(label));
  }

  private List<X509Certificate> chainOf(PlannedCertificate planned, X509Certificate leaf) {
    boolean underIssuing = planned.issuer().equals(plan.key(KeyUse.ISSUING).label());
    return underIssuing ? List.of(leaf, certified.get(KeyUse.ISSUING)) : List.of(leaf);
  }

  private X509Certificate selfSigned(KeyUse use, CertificateProfile profile) {
    return maker.selfSigned(draft(use, profile, Optional.empty()), key(use));
  }

  private X509Certificate signed(KeyUse use, CertificateProfile profile, KeyUse issuer) {
    CertificateDraft draft = draft(use, profile, Optional.of(plan.key(issuer).label()));
    return maker.signed(draft, certified.get(issuer), key(issuer));
  }

  private CertificateDraft draft(KeyUse use, CertificateProfile profile, Optional<String> issuer) {
    return names.draft(profile, key(use), plan.key(use).validity().orElseThrow(), issuer);
  }

  private String eventAlgorithm() {
    return new JwsSigner(key(KeyUse.EVENTS), "events").algorithm();
  }

  private static GeneralName uri(String text) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, text);
  }

  private static String version(Class<?> of) {
    return Optional.ofNullable(of.getPackage().getImplementationVersion()).orElse("unknown");
  }
}
