package org.bailiwick.aca.cascade;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.aca.folder.FolderSource;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The credentials to revoke when an event is reported; read from an operator's file.
 *
 * @param trigger the event's name
 * @param subjects kinds of subjects that the event can be reported for
 * @param reach steps that add credentials to those to revoke, in this order
 * @param reason CRL reason of all of them; key-compromise makes their keys refused for good
 * @param most bound on the credentials that one order revokes
 * @param officers number of officers who must agree: 1 or 2
 * @param digest SHA-256 of the file in hex, for the audit log
 */
public record RevocationPolicy(
    String trigger,
    Set<SubjectKind> subjects,
    List<Step> reach,
    RevocationReason reason,
    int most,
    int officers,
    String digest) {

  /** Short enough for a trigger and a comment to share a column. */
  private static final Pattern TRIGGER = Pattern.compile("[a-z](?:-?[a-z0-9]){0,21}");

  static final int MAX_CREDENTIALS = 10_000;

  public RevocationPolicy {
    if (!TRIGGER.matcher(trigger).matches() || trigger.length() > 22) {
      throw new IllegalArgumentException(
          "the name of a trigger must have 1 to 22 characters of a-z, 0-9 and hyphen");
    }
    if (subjects.isEmpty() || reach.isEmpty()) {
      throw new IllegalArgumentException("a revocation policy must have subjects and a reach");
    }
    if (most < 1 || most > MAX_CREDENTIALS) {
      throw new IllegalArgumentException("\"most\" must be 1 to 10000");
    }
    if (officers < 1 || officers > 2) {
      throw new IllegalArgumentException("\"officers\" must be 1 or 2");
    }
  }

  /** Adds credentials to those to revoke. */
  sealed interface Step {

    /** The credentials that the subject names. */
    record OfSubject() implements Step {}

    /** Earlier credentials of the same name and issuer. */
    record Predecessors() implements Step {}

    /** Credentials with the same value of this kind as the subject or as one added before. */
    record Sharing(SubjectKind kind) implements Step {}

    static Step parse(String token) {
      return switch (token) {
        case "subject" -> new OfSubject();
        case "predecessors" -> new Predecessors();
        default -> new Sharing(SubjectKind.parse(token));
      };
    }
  }

  static RevocationPolicy parse(FolderSource.Content file) {
    Claims json = Claims.parse("revocation-policy", file.text());
    requireNoOther(json);
    Set<SubjectKind> subjects = EnumSet.noneOf(SubjectKind.class);
    json.texts("subjects").forEach(token -> subjects.add(SubjectKind.parse(token)));
    return new RevocationPolicy(
        json.text("trigger"),
        subjects,
        json.texts("reach").stream().map(Step::parse).toList(),
        RevocationReason.parse(json.text("reason")),
        json.count("most").orElseThrow(() -> new IllegalArgumentException("\"most\" is missing")),
        json.count("officers").orElse(1),
        new KeyDigest(Claims.sha256(file.bytes())).hex());
  }

  /** A misspelt member could be a limit that has no effect. */
  private static void requireNoOther(Claims json) {
    List<String> known = List.of("trigger", "subjects", "reach", "reason", "most", "officers");
    if (!known.containsAll(json.names())) {
      throw new IllegalArgumentException("a revocation policy has an unknown member");
    }
  }

  /** Whether one officer's order is not enough. */
  public boolean needsTwoOfficers() {
    return officers > 1;
  }

  void requireFits(Subject subject) {
    if (!subjects.contains(subject.kind())) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "trigger-subject",
          "The policy of this trigger does not list this kind of subject.");
    }
  }
}
