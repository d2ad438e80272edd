package org.bailiwick.aca.est;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * One label of EST (RFC 7030 section 3.2.2), which an operator defines in a file.
 *
 * @param statedAt time of the statement that these persons are responsible for the agents; a later
 *     report of an identity provider on a person is checked
 * @param advice the form of the CSR attributes
 * @param devices empty if no device may enrol
 */
record EstLabel(Instant statedAt, Advice advice, List<DeviceTerms> devices) {

  /** The default label if it has no file; for renewals and clients with join tokens only. */
  static final EstLabel WITHOUT_FILE = new EstLabel(Instant.EPOCH, Advice.NONE, List.of());

  private static final Set<String> MEMBERS = Set.of("stated_at", "csrattrs", "devices");

  /** The names of operations, which can't be labels (RFC 7030 section 3.2.2). */
  private static final Set<String> OPERATIONS =
      Set.of(
          "cacerts",
          "simpleenroll",
          "simplereenroll",
          "fullcmc",
          "serverkeygen",
          "csrattrs",
          "nonce");

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  /** The forms of CSR attributes that a client gets. */
  enum Advice {
    NONE,
    /** One attribute for the key, one for the extensions (RFC 9908 section 3.2). */
    PLAIN,
    /** Also a template (RFC 9908 section 3.4), which old clients may not be able to read. */
    TEMPLATE
  }

  EstLabel {
    devices = List.copyOf(devices);
  }

  /** Refuses a name that can't be a label. */
  static void requireName(String name) {
    if (!NAME.matcher(name).matches() || OPERATIONS.contains(name)) {
      throw new IllegalArgumentException(name + " can't be a label");
    }
  }

  /** Reads a file. A statement in the future is refused, because no report could be later. */
  static EstLabel parse(String json, Instant now) {
    Claims file = Claims.parse("est-label", json);
    if (!MEMBERS.containsAll(file.names())) {
      throw new IllegalArgumentException("the label's file has an unknown member");
    }
    Instant statedAt = Instant.parse(file.text("stated_at"));
    if (statedAt.isAfter(now)) {
      throw new IllegalArgumentException("\"stated_at\" is in the future");
    }
    List<DeviceTerms> devices =
        file.names().contains("devices")
            ? file.objects("devices").stream().map(DeviceTerms::of).toList()
            : List.of();
    return new EstLabel(
        statedAt,
        file.find("csrattrs")
            .map(text -> Advice.valueOf(text.toUpperCase(Locale.ROOT)))
            .orElse(Advice.NONE),
        devices);
  }

  /** The terms for this device, or empty if no terms or several terms cover it. */
  Optional<DeviceTerms> find(AttestedSubject device) {
    List<DeviceTerms> fitting = devices.stream().filter(each -> each.cover(device)).toList();
    return fitting.size() == 1 ? Optional.of(fitting.getFirst()) : Optional.empty();
  }

  /**
   * The terms for this device.
   *
   * @throws ProblemException EVIDENCE_REJECTED if no terms or several terms cover it
   */
  DeviceTerms require(AttestedSubject device) {
    return find(device)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.EVIDENCE_REJECTED,
                    "est-device-unexpected",
                    "The label's file has no terms for this device, or more than one."));
  }
}
