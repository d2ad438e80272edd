package org.bailiwick.aca.evidence.workload;

import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bailiwick.aca.binding.SubjectBindings;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.attestor.Attestor;
import org.bailiwick.aca.evidence.attestor.EvidenceBinding;
import org.bailiwick.aca.evidence.attestor.EvidenceItem;
import org.bailiwick.aca.folder.FolderSource;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.JwtChecks;
import org.bailiwick.node.jose.VerifiedJwt;

/**
 * The attestor {@code oidc-token}: a configured issuer's JWT, which names the workload of its
 * bearer. Anybody who reads such a token can send it, so it must be recent, only for this
 * authority, and bound to one agent key: by the authority's nonce in its audience, or by the first
 * use of the workload.
 */
public final class WorkloadTokenAttestor implements Attestor {

  private static final String TYPE = "oidc-token";

  private final FolderSource<Map<String, Trusted>> source;

  /** An issuer with the checks of its tokens. */
  private record Trusted(WorkloadIssuer issuer, JwtChecks checks) {}

  public WorkloadTokenAttestor(Path folder, Clock clock) {
    FolderSource.Reader<Map<String, WorkloadIssuer>> issuers = WorkloadIssuer.in(folder);
    this.source =
        new FolderSource<>(folder, ".json", files -> trusted(issuers.read(files), clock), clock);
  }

  private static Map<String, Trusted> trusted(Map<String, WorkloadIssuer> issuers, Clock clock) {
    Map<String, Trusted> trusted = new HashMap<>();
    issuers.forEach(
        (name, issuer) -> trusted.put(name, new Trusted(issuer, checks(issuer, clock))));
    return trusted;
  }

  private static JwtChecks checks(WorkloadIssuer issuer, Clock clock) {
    return JwtChecks.of("workload-token", ProblemType.EVIDENCE_REJECTED)
        .plainType()
        .algorithms(issuer.algorithms())
        .keys(issuer.keys().open(clock))
        .issuer(issuer.issuer())
        .maxAge(issuer.maxAge())
        .clock(clock)
        .build();
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public AttestedSubject authenticate(EvidenceItem item, EvidenceBinding binding) {
    String claimed = JwtChecks.claimedIssuer(item.value()).orElse("");
    Trusted trusted =
        Optional.ofNullable(source.current().get(claimed))
            .orElseThrow(
                () -> rejected("issuer-unknown", "The workload token's issuer is not trusted."));
    WorkloadIssuer issuer = trusted.issuer();
    VerifiedJwt token = trusted.checks().verify(item.value());
    requireAudience(token, issuer.audience(), binding);
    issuer.required().forEach((claim, values) -> requireOneOf(token, issuer, claim, values));
    AttestedSubject workload =
        AttestedSubject.keyless(TYPE, issuer.issuer(), subject(token, issuer)).rootedInIssuer();
    return issuer.audience().withNonce() ? workload : SubjectBindings.bound(workload, binding);
  }

  private static void requireAudience(
      VerifiedJwt token, WorkloadIssuer.Audience audience, EvidenceBinding binding) {
    String expected =
        audience.withNonce() ? audience.name() + "?nonce=" + binding.nonce() : audience.name();
    if (!token.texts("aud").equals(List.of(expected))) {
      throw rejected("audience", "The workload token is not for this request's audience alone.");
    }
  }

  private static void requireOneOf(
      VerifiedJwt token, WorkloadIssuer issuer, String pointer, Set<String> values) {
    String found = folded(at(token, pointer).orElse(""), issuer);
    boolean accepted = values.stream().map(value -> folded(value, issuer)).anyMatch(found::equals);
    if (!accepted) {
      throw rejected(
          "claim-not-allowed", "The workload token is of a workload that is not allowed here.");
    }
  }

  /** Joins the claims by spaces; if there are several claims, spaces in them are escaped. */
  private static String subject(VerifiedJwt token, WorkloadIssuer issuer) {
    boolean several = issuer.subject().size() > 1;
    return issuer.subject().stream()
        .map(
            pointer ->
                at(token, pointer)
                    .map(value -> folded(value, issuer))
                    .map(value -> several ? value.replace("%", "%25").replace(" ", "%20") : value)
                    .orElseThrow(
                        () ->
                            rejected("subject", "The workload token does not name its workload.")))
        .collect(Collectors.joining(" "));
  }

  private static String folded(String value, WorkloadIssuer issuer) {
    return issuer.ignoresCase() ? value.toLowerCase(Locale.ROOT) : value;
  }

  /** The text or whole number at a JSON pointer. */
  private static Optional<String> at(VerifiedJwt token, String pointer) {
    Object value = token.claims();
    for (String part : pointer.substring(1).split("/", -1)) {
      String name = part.replace("~1", "/").replace("~0", "~");
      value = value instanceof Map<?, ?> members ? members.get(name) : null;
    }
    return switch (value) {
      case String text when !text.isBlank() -> Optional.of(text);
      case Long number -> Optional.of(number.toString());
      case null, default -> Optional.empty();
    };
  }

  private static ProblemException rejected(String check, String detail) {
    return new ProblemException(ProblemType.EVIDENCE_REJECTED, "workload-token-" + check, detail);
  }
}
