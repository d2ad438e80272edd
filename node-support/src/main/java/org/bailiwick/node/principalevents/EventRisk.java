package org.bailiwick.node.principalevents;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.principalevents.PrincipalEvent.Risk;

/**
 * What an event says or means of the risk of its principal. A risk level is taken as it is told
 * (CAEP 1.0 section 3.8). A device that does not comply (section 3.5) and a session or credential
 * that the server takes back mean a risk too, as much as the event says that somebody else may act
 * in the principal's name.
 */
final class EventRisk {

  private static final String CAEP = "https://schemas.openid.net/secevent/caep/event-type/";
  private static final String RISC = "https://schemas.openid.net/secevent/risc/event-type/";
  private static final String RISK_LEVEL = CAEP + "risk-level-change";
  private static final String DEVICE = CAEP + "device-compliance-change";

  private static final String LOW = "low";
  private static final String MEDIUM = "medium";
  private static final String HIGH = "high";

  private static final Map<String, String> MEANT =
      Map.of(
          CAEP + "session-revoked", LOW,
          CAEP + "token-claims-change", LOW,
          CAEP + "credential-change", MEDIUM,
          RISC + "sessions-revoked", LOW,
          RISC + "account-credential-change-required", HIGH,
          RISC + "account-disabled", HIGH,
          RISC + "account-purged", HIGH,
          RISC + "credential-compromise", HIGH);

  private static final int LONGEST_REASON = 200;

  private EventRisk() {}

  /** Whether events of this type tell a risk, and nothing else. */
  static boolean isTold(String type) {
    return type.equals(RISK_LEVEL) || type.equals(DEVICE);
  }

  /**
   * The risk after an event of this type.
   *
   * @throws ProblemException malformed-request with check partner-event-risk for a level or status
   *     that the specification does not have
   */
  static Optional<Risk> of(String type, Map<?, ?> event) {
    if (type.equals(RISK_LEVEL)) {
      return Optional.of(new Risk(level(event.get("current_level")), reason(event)));
    }
    if (type.equals(DEVICE)) {
      return Optional.of(new Risk(ofDevice(event.get("current_status")), "device compliance"));
    }
    return Optional.ofNullable(MEANT.get(type)).map(level -> new Risk(level, ""));
  }

  private static String level(Object told) {
    if (!"LOW".equals(told) && !"MEDIUM".equals(told) && !"HIGH".equals(told)) {
      throw refused("current_level is LOW, MEDIUM or HIGH.");
    }
    return told.toString().toLowerCase(Locale.ROOT);
  }

  private static String ofDevice(Object status) {
    return switch (String.valueOf(status)) {
      case "compliant" -> "none";
      case "not-compliant" -> MEDIUM;
      default -> throw refused("current_status is compliant or not-compliant.");
    };
  }

  /** For the audit log and lists, so in printable characters and short. */
  private static String reason(Map<?, ?> event) {
    String given = event.get("risk_reason") instanceof String text ? text : "";
    String plain = given.replaceAll("[^\\x20-\\x7e]", "_").strip();
    return plain.substring(0, Math.min(plain.length(), LONGEST_REASON));
  }

  private static ProblemException refused(String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, "partner-event-risk", detail);
  }
}
