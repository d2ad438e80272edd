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
 * What ends when something happened, as an operator wrote it into a file.
 *
 * @param trigger the event's name
 * @param subjects kinds of subjects that it can strike
 * @param reach steps by which the set of what ends grows, in this order
 * @param reason CRL reason of all that end; key-compromise has their keys refused for good
 * @param most an order that would end more is refused
 * @param officers how many must agree: 1 or 2
 * @param digest SHA-256 of the file in hex, for the record
 */
public record RevocationPolicy(
    String trigger,
    Set<Bond> subjects,
    List<Step> reach,
    RevocationReason reason,
    int most,
    int officers,
    String digest) {

  /** Short enough for a trigger and a comment to share a column. */
  private static final Pattern TRIGGER = Pattern.compile("[a-z](?:-?[a-z0-9]){0,21}");

  static final int HIGHEST = 10_000;

  public RevocationPolicy {
    if (!TRIGGER.matcher(trigger).matches() || trigger.length() > 22) {
      throw new IllegalArgumentException("a trigger is named by 1 to 22 of a-z 0-9 and hyphens");
    }
    if (subjects.isEmpty() || reach.isEmpty()) {
      throw new IllegalArgumentException("a revocation policy has subjects and a reach");
    }
    if (most < 1 || most > HIGHEST) {
      throw new IllegalArgumentException("a revocation policy ends 1 to 10000 at once");
    }
    if (officers < 1 || officers > 2) {
      throw new IllegalArgumentException("a revocation policy asks for one officer or two");
    }
  }

  /** Adds credentials to those that end. */
  sealed interface Step {

    /** What the subject itself names. */
    record Struck() implements Step {}

    /** Earlier credentials of the same name and issuer. */
    record Predecessors() implements Step {}

    /** Whatever has this in common with the subject's or with one that was added before. */
    record Sharing(Bond bond) implements Step {}

    static Step parse(String token) {
      return switch (token) {
        case "subject" -> new Struck();
        case "predecessors" -> new Predecessors();
        default -> new Sharing(Bond.parse(token));
      };
    }
  }

  static RevocationPolicy parse(FolderSource.Content file) {
    Claims json = Claims.parse("revocation-policy", file.text());
    requireNoOther(json);
    Set<Bond> subjects = EnumSet.noneOf(Bond.class);
    json.texts("subjects").forEach(token -> subjects.add(Bond.parse(token)));
    return new RevocationPolicy(
        json.text("trigger"),
        subjects,
        json.texts("reach").stream().map(Step::parse).toList(),
        RevocationReason.parse(json.text("reason")),
        json.count("most").orElseThrow(() -> new IllegalArgumentException("\"most\" is missing")),
        json.count("officers").orElse(1),
        new KeyDigest(Claims.sha256(file.bytes())).hex());
  }

  /** A misspelt member would be a limit that does not hold. */
  private static void requireNoOther(Claims json) {
    List<String> known = List.of("trigger", "subjects", "reach", "reason", "most", "officers");
    if (!known.containsAll(json.names())) {
      throw new IllegalArgumentException("a revocation policy has a member that is not known");
    }
  }

  /** Whether one officer's order is enough. */
  public boolean needsTwoOfficers() {
    return officers > 1;
  }

  void requireFits(Subject subject) {
    if (!subjects.contains(subject.bond())) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "trigger-subject",
          "The policy of this trigger knows no such kind of subject.");
    }
  }
}
