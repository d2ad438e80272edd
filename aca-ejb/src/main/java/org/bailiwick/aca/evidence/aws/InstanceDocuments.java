package org.bailiwick.aca.evidence.aws;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
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

/**
 * Verifies AWS instance identity documents in the form {@code rsa2048}. They have no nonce and no
 * audience, and every process of the instance can read them.
 */
public final class InstanceDocuments implements Attestor {

  private static final String TYPE = "aws-document";

  /** The time by which the cloud's clock may be ahead. */
  private static final Duration LEEWAY = Duration.ofMinutes(1);

  private final FolderSource<List<Rule>> rules;

  /** The accounts and regions whose instances are trusted when one of these signers signs. */
  private record Rule(
      List<X509Certificate> signers, Set<String> accounts, Set<String> regions, Duration maxAge) {

    static Rule parse(Claims rule, RuleFiles files) {
      return new Rule(
          files.certificates(rule, "certificates"),
          Set.copyOf(rule.texts("accounts")),
          Set.copyOf(rule.texts("regions")),
          RuleFiles.duration(rule, "max_age"));
    }
  }

  /** Reads the rules of this folder. */
  public InstanceDocuments(Path folder, Clock clock) {
    this.rules = RuleFiles.in(folder, Rule::parse, clock);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public AttestedSubject authenticate(EvidenceItem item, EvidenceBinding binding) {
    SignedDocument signed = SignedDocument.read(TYPE, item.value());
    List<Rule> current = rules.current();
    X509Certificate signer = signer(signed, current);
    Claims document = signed.verify(signer.getPublicKey());
    String account = document.text("accountId");
    String region = document.text("region");
    Rule rule = requireRule(current, signer, account, region);
    requireRecent(document, rule.maxAge(), binding.now());
    return SubjectBindings.bound(
        AttestedSubject.keyless(TYPE, "aws:" + account + ":" + region, document.text("instanceId"))
            .rootedInIssuer(),
        binding);
  }

  /** Certificates of several regions may have one name and serial number. */
  private static X509Certificate signer(SignedDocument signed, List<Rule> current) {
    List<X509Certificate> named =
        current.stream()
            .flatMap(rule -> rule.signers().stream())
            .filter(signed::names)
            .distinct()
            .toList();
    if (named.isEmpty()) {
      throw rejected("-signer-unknown", "is of a signer that is not trusted");
    }
    return named.stream()
        .filter(each -> signed.isSignedBy(each.getPublicKey()))
        .findFirst()
        .orElse(named.getFirst());
  }

  private static Rule requireRule(
      List<Rule> current, X509Certificate signer, String account, String region) {
    List<Rule> ofSigner = current.stream().filter(rule -> rule.signers().contains(signer)).toList();
    if (ofSigner.stream().noneMatch(rule -> rule.regions().contains(region))) {
      throw rejected("-region", "is of a region that is not trusted");
    }
    return ofSigner.stream()
        .filter(rule -> rule.regions().contains(region) && rule.accounts().contains(account))
        .findFirst()
        .orElseThrow(() -> rejected("-account", "is of an account that is not trusted"));
  }

  private static void requireRecent(Claims document, Duration maxAge, Instant now) {
    Instant launched;
    try {
      launched = Instant.parse(document.text("pendingTime"));
    } catch (DateTimeException notATime) {
      throw rejected("-time", "has no valid pendingTime");
    }
    if (launched.isAfter(now.plus(LEEWAY))) {
      throw rejected("-from-future", "is from the future");
    }
    if (launched.isBefore(now.minus(maxAge))) {
      throw rejected("-too-old", "is of an instance that was launched too long ago");
    }
  }

  private static ProblemException rejected(String check, String rule) {
    return SignedDocument.rejected(TYPE, check, rule);
  }
}
