package org.bailiwick.aca.evidence.azure;

import java.math.BigInteger;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.bailiwick.aca.binding.SubjectBindings;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.attestor.Attestor;
import org.bailiwick.aca.evidence.attestor.EvidenceBinding;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.evidence.cms.RuleFiles;
import org.bailiwick.aca.evidence.cms.SignedDocument;
import org.bailiwick.aca.folder.FolderSource;
import org.bailiwick.contract.problem.ProblemException;

/** Verifies attested documents of Azure's instance metadata service. */
public final class AttestedDocuments implements Attestor {

  static final String TYPE = "azure-document";

  /** The time by which the cloud's clock may be ahead. */
  private static final Duration LEEWAY = Duration.ofMinutes(1);

  /** The service writes {@code 11/20/18 22:07:39 -0000}. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MM/dd/yy HH:mm:ss' -0000'", Locale.ROOT);

  /** The number of nonces of ten digits, which the service accepts by its documentation. */
  private static final BigInteger NONCES = BigInteger.TEN.pow(10);

  /** The digits are calculated from 56 bits, so that shell scripts can do it. */
  private static final int NONCE_OCTETS = 7;

  private final FolderSource<List<AzureRule>> rules;

  /** Reads the rules of this folder. */
  public AttestedDocuments(Path folder, Clock clock) {
    this.rules = RuleFiles.in(folder, AzureRule::parse, clock);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public AttestedSubject authenticate(EvidenceItem item, EvidenceBinding binding) {
    SignedDocument signed = SignedDocument.read(TYPE, item.value());
    List<X509Certificate> certificates = signed.certificates();
    X509Certificate signer =
        certificates.stream()
            .filter(signed::names)
            .findFirst()
            .orElseThrow(() -> rejected("-signer-missing", "has no certificate of its signer"));
    List<AzureRule> trusting =
        rules.current().stream()
            .filter(rule -> rule.trusts(signer, certificates, binding.now()))
            .toList();
    if (trusting.isEmpty()) {
      throw rejected("-signer-unknown", "is of a signer that is not trusted");
    }
    Claims document = signed.verify(signer.getPublicKey());
    if (!document.text("nonce").equals(nonceFor(binding.nonce()))) {
      throw rejected("-nonce-mismatch", "has another nonce");
    }
    requireCurrent(document, binding.now());
    String subscription = document.text("subscriptionId").toLowerCase(Locale.ROOT);
    if (trusting.stream().noneMatch(rule -> rule.subscriptions().contains(subscription))) {
      throw rejected("-subscription", "is of a subscription that is not trusted");
    }
    return SubjectBindings.bound(
        AttestedSubject.keyless(
                TYPE, "azure:" + subscription, document.text("vmId").toLowerCase(Locale.ROOT))
            .rootedInIssuer(),
        binding);
  }

  /**
   * The nonce of the document: the last ten decimal digits of the number in the first seven octets
   * of the SHA-256 of the authority's nonce.
   */
  static String nonceFor(String nonce) {
    byte[] digest = Base64.getUrlDecoder().decode(Claims.sha256(nonce));
    BigInteger number = new BigInteger(1, digest, 0, NONCE_OCTETS);
    return String.format(Locale.ROOT, "%010d", number.mod(NONCES));
  }

  private static void requireCurrent(Claims document, Instant now) {
    Claims times =
        document.object("timeStamp").orElseThrow(() -> rejected("-time", "has no timeStamp"));
    if (time(times, "createdOn").isAfter(now.plus(LEEWAY))) {
      throw rejected("-from-future", "is from the future");
    }
    if (!now.isBefore(time(times, "expiresOn"))) {
      throw rejected("-expired", "has expired");
    }
  }

  private static Instant time(Claims times, String name) {
    try {
      return LocalDateTime.parse(times.text(name), TIME).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException notATime) {
      throw rejected("-time", "has a time that can't be read");
    }
  }

  private static ProblemException rejected(String check, String rule) {
    return SignedDocument.rejected(TYPE, check, rule);
  }
}
