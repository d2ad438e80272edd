package org.bailiwick.enforcement.process;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.enforcement.listen.ListenPlace;
import org.bailiwick.node.settings.Settings;
import org.bailiwick.node.settings.SettingsFile;
import org.bailiwick.node.trust.DomainTrustSettings;

/**
 * The settings of an enforcement point, from its properties file. Relative paths begin at the
 * file's folder.
 *
 * @param trust the authority, and the anchors by which everything is verified
 * @param master the Master Agent's URL
 * @param state the folder of what outlives a restart
 * @param closedAfter how long it goes on without the Master Agent
 * @param signatures the fewest officers that must have signed a bundle
 * @param application the one about which questions without a name are
 * @param identities the workloads that stand for applications
 */
public record EnforcementSettings(
    DomainTrustSettings trust,
    URI master,
    ListenPlace listen,
    Path state,
    Duration closedAfter,
    int signatures,
    Optional<String> application,
    Map<String, SpiffeId> identities) {
  private static final String DOMAIN = "trust-domain";
  private static final String AUTHORITY = "authority.url";
  private static final String PLAIN = "authority.plain-url";
  private static final String FINGERPRINT = "root-fingerprint";
  private static final String OPERATOR_CA = "operator-ca";
  private static final String MASTER = "master.url";
  private static final String LISTEN = "listen";
  private static final String STATE = "state";
  private static final String CLOSED_AFTER = "closed-after";
  private static final String SIGNATURES = "signatures";
  private static final String APPLICATION = "application";
  private static final String IDENTITY = "identity.";
  private static final Duration USUALLY_CLOSED_AFTER = Duration.ofMinutes(1);
  private static final Duration SHORTEST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofHours(1);

  /**
   * Reads the file.
   *
   * @throws IllegalStateException naming every fault of the file
   */
  public static EnforcementSettings read(Path file) {
    return SettingsFile.read(file, EnforcementSettings::read);
  }

  private static EnforcementSettings read(SettingsFile from) {
    Settings settings = from.settings();
    String domain = settings.required(DOMAIN);
    Path state = from.resolve(Path.of(settings.text(STATE, STATE)));
    return new EnforcementSettings(
        new DomainTrustSettings(
            domain(settings, domain),
            settings.baseUrl(AUTHORITY),
            settings.baseUrl(PLAIN),
            settings.required(FINGERPRINT),
            from.path(OPERATOR_CA),
            Optional.of(state.resolve("trust"))),
        settings.baseUrl(MASTER),
        listen(settings),
        state,
        closedAfter(settings),
        settings.number(SIGNATURES, 1, new Settings.Range(1, 2)),
        settings.optional(APPLICATION),
        identities(from));
  }

  private static TrustDomain domain(Settings settings, String text) {
    try {
      return TrustDomain.parse(text);
    } catch (ProblemException e) {
      settings.fault(DOMAIN, "is no trust domain");
      return new TrustDomain("unset.invalid");
    }
  }

  private static ListenPlace listen(Settings settings) {
    String text = settings.required(LISTEN);
    try {
      return ListenPlace.parse(text);
    } catch (IllegalArgumentException e) {
      settings.fault(LISTEN, String.valueOf(e.getMessage()));
      return ListenPlace.parse("127.0.0.1:0");
    }
  }

  private static Duration closedAfter(Settings settings) {
    Duration closedAfter = settings.duration(CLOSED_AFTER, USUALLY_CLOSED_AFTER);
    if (closedAfter.compareTo(SHORTEST) < 0 || closedAfter.compareTo(LONGEST) > 0) {
      settings.fault(CLOSED_AFTER, "is from PT5S to PT1H");
    }
    return closedAfter;
  }

  private static Map<String, SpiffeId> identities(SettingsFile from) {
    Map<String, SpiffeId> identities = new TreeMap<>();
    for (String key : from.names()) {
      if (key.startsWith(IDENTITY)) {
        try {
          identities.put(
              key.substring(IDENTITY.length()), SpiffeId.parse(from.settings().required(key)));
        } catch (ProblemException e) {
          from.settings().fault(key, "is no SPIFFE id");
        }
      }
    }
    return identities;
  }
}
