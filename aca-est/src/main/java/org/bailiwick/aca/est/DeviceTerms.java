package org.bailiwick.aca.est;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.credentialrequest.CredentialRequest;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.person.UserContext;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The terms that an operator sets for some devices of one manufacturer: each device's agent, and
 * the agent's owner.
 *
 * @param issuer the manufacturer's distinguished name in the form of RFC 2253
 * @param serials serial numbers; {@code *} at the end stands for any text
 * @param name of the agent; for several devices, with {@link #LOWER_CASE} or {@link #UPPER_CASE}
 * @param locator may also have {@link #LOWER_CASE} or {@link #UPPER_CASE}
 */
record DeviceTerms(
    String issuer,
    List<String> serials,
    String name,
    String locator,
    Grant grant,
    ResponsiblePerson person) {

  /** Stands for a serial number without upper-case letters. */
  private static final String LOWER_CASE = "{serial}";

  /**
   * Stands for a serial number without lower-case letters, and is replaced by it in lower case. Two
   * serial numbers never give the same name, because each placeholder accepts one case only.
   */
  private static final String UPPER_CASE = "{SERIAL}";

  private static final String ANY_SUFFIX = "*";
  private static final Pattern LOWER_CASE_TEXT = Pattern.compile("[a-z0-9._-]+");
  private static final Pattern UPPER_CASE_TEXT = Pattern.compile("[A-Z0-9._-]+");
  private static final Set<String> MEMBERS =
      Set.of(
          "issuer",
          "serials",
          "name",
          "owner",
          "profile",
          "capabilities",
          "locator",
          "validation_methods",
          "principal");

  /** The part of the credential that is the same for all these devices. */
  record Grant(
      String profile,
      Owner owner,
      CapabilitySet capabilities,
      SortedSet<ValidationMethod> validationMethods) {

    static Grant of(Claims file) {
      return new Grant(
          file.text("profile"),
          Owner.parse(file.text("owner")),
          CapabilitySet.parse(file.texts("capabilities")),
          file.texts("validation_methods").stream()
              .map(ValidationMethod::parse)
              .collect(Collectors.toCollection(TreeSet::new)));
    }
  }

  /**
   * The person who is responsible for the agents, and the roles of this person.
   *
   * @param issuer the identity provider
   * @param subject the provider's name for the person
   */
  record ResponsiblePerson(String issuer, String subject, Set<String> roles) {

    /** The person as a user, without owners: the identity provider's file names them. */
    UserContext user(Instant statedAt) {
      return new UserContext(issuer, subject, roles, Map.of(), statedAt, Optional.empty());
    }
  }

  DeviceTerms {
    if (serials.isEmpty() || serials.stream().anyMatch(DeviceTerms::isInvalid)) {
      throw new IllegalArgumentException(
          "\"serials\" is empty, or has a blank text or * before the end");
    }
    boolean one = serials.size() == 1 && !serials.getFirst().endsWith(ANY_SUFFIX);
    if (!one && !name.contains(LOWER_CASE) && !name.contains(UPPER_CASE)) {
      throw new IllegalArgumentException("\"name\" for several devices needs {serial} or {SERIAL}");
    }
    serials = List.copyOf(serials);
  }

  private static boolean isInvalid(String serial) {
    int star = serial.indexOf(ANY_SUFFIX);
    return serial.isBlank() || (star >= 0 && star != serial.length() - 1);
  }

  static DeviceTerms of(Claims file) {
    if (!MEMBERS.containsAll(file.names())) {
      throw new IllegalArgumentException("\"devices\" has an unknown member");
    }
    Claims principal =
        file.object("principal")
            .orElseThrow(() -> new IllegalArgumentException("\"principal\" is missing"));
    return new DeviceTerms(
        new X500Principal(file.text("issuer")).getName(X500Principal.RFC2253),
        file.texts("serials"),
        file.text("name"),
        file.text("locator"),
        Grant.of(file),
        new ResponsiblePerson(
            principal.text("issuer"),
            principal.text("subject"),
            principal.names().contains("roles") ? Set.copyOf(principal.texts("roles")) : Set.of()));
  }

  boolean cover(AttestedSubject device) {
    return issuer.equals(device.issuer())
        && serials.stream().anyMatch(serial -> fits(serial, device.subject()));
  }

  private static boolean fits(String serial, String device) {
    return serial.endsWith(ANY_SUFFIX)
        ? device.startsWith(serial.substring(0, serial.length() - 1))
        : device.equals(serial);
  }

  /**
   * The credential request for this device's agent.
   *
   * @throws ProblemException EVIDENCE_REJECTED if the serial number can't be part of a name
   */
  CredentialRequest requested(TrustDomain trustDomain, AttestedSubject device) {
    return new CredentialRequest(
        grant.profile(),
        WorkloadId.of(AgentId.of(trustDomain, filled(name, device.subject()))),
        grant.owner(),
        grant.capabilities(),
        Locator.parse(filled(locator, device.subject())),
        grant.validationMethods(),
        Optional.empty());
  }

  private static String filled(String pattern, String serial) {
    boolean fits =
        (!pattern.contains(LOWER_CASE) || LOWER_CASE_TEXT.matcher(serial).matches())
            && (!pattern.contains(UPPER_CASE) || UPPER_CASE_TEXT.matcher(serial).matches());
    if (!fits) {
      throw new ProblemException(
          ProblemType.EVIDENCE_REJECTED,
          "est-device-name",
          "The device's serial number has characters that the label's file does not allow in an"
              + " agent's name.");
    }
    return pattern.replace(LOWER_CASE, serial).replace(UPPER_CASE, serial.toLowerCase(Locale.ROOT));
  }
}
