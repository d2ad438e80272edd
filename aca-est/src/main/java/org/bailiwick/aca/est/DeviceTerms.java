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
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The terms that an operator sets for some devices of one manufacturer: each device's agent, and
 * the agent's owner.
 *
 * @param issuer the manufacturer's distinguished name in the form of RFC 2253
 * @param serials serial numbers; {@code *} at the end stands for any text
 * @param name of the agent, with {@link #SMALL} or {@link #CAPITAL} unless it is for one device
 * @param locator may also have {@link #SMALL} or {@link #CAPITAL}
 */
record DeviceTerms(
    String issuer,
    List<String> serials,
    String name,
    String locator,
    Grant grant,
    Answerable answerable) {

  /** Stands for a serial number without capital letters. */
  private static final String SMALL = "{serial}";

  /**
   * Stands for a serial number without small letters, in lower case. Two serial numbers never give
   * the same name, because each placeholder accepts one case only.
   */
  private static final String CAPITAL = "{SERIAL}";

  private static final String ANY_SUFFIX = "*";
  private static final Pattern WITHOUT_CAPITALS = Pattern.compile("[a-z0-9._-]+");
  private static final Pattern WITHOUT_SMALL = Pattern.compile("[A-Z0-9._-]+");
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
   * @param subject its name for the person
   */
  record Answerable(String issuer, String subject, Set<String> roles) {

    /** The user context without owners, which the file of the identity provider names. */
    UserContext since(Instant statedAt) {
      return new UserContext(issuer, subject, roles, Map.of(), statedAt, Optional.empty());
    }
  }

  DeviceTerms {
    if (serials.isEmpty() || serials.stream().anyMatch(DeviceTerms::isInvalid)) {
      throw new IllegalArgumentException(
          "\"serials\" is empty, or has a blank text or * before the end");
    }
    boolean one = serials.size() == 1 && !serials.getFirst().endsWith(ANY_SUFFIX);
    if (!one && !name.contains(SMALL) && !name.contains(CAPITAL)) {
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
        new Answerable(
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
        AgentId.of(trustDomain, filled(name, device.subject())),
        grant.owner(),
        grant.capabilities(),
        Locator.parse(filled(locator, device.subject())),
        grant.validationMethods(),
        Optional.empty());
  }

  private static String filled(String pattern, String serial) {
    boolean fits =
        (!pattern.contains(SMALL) || WITHOUT_CAPITALS.matcher(serial).matches())
            && (!pattern.contains(CAPITAL) || WITHOUT_SMALL.matcher(serial).matches());
    if (!fits) {
      throw new ProblemException(
          ProblemType.EVIDENCE_REJECTED,
          "est-device-name",
          "The device's serial number can't be part of an agent's name as the label's file has"
              + " it.");
    }
    return pattern.replace(SMALL, serial).replace(CAPITAL, serial.toLowerCase(Locale.ROOT));
  }
}
