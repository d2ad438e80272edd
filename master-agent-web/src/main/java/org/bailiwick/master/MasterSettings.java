package org.bailiwick.master;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.admission.AdmissionSettings;
import org.bailiwick.node.authority.AuthoritySettings;
import org.bailiwick.node.hsm.Pkcs11Settings;
import org.bailiwick.node.problem.BodyLimits;
import org.bailiwick.node.settings.Settings;

/**
 * The Master Agent's configuration, which is read once at start. The document {@code
 * docs/master-agent.md} explains each setting.
 *
 * @param baseUrl https URL of the Master Agent, which is also its OAuth issuer id and resource id
 * @param registryUrl https URL of the registry
 * @param auditHeadsFile file of the signed heads; each node needs a file of its own
 */
public record MasterSettings(
    String nodeName,
    URI baseUrl,
    URI registryUrl,
    Path policyFolder,
    Path partnersFolder,
    long maxBody,
    List<String> trustedProxies,
    Path auditHeadsFile,
    AdmissionSettings admission,
    AuthoritySettings authority,
    Signing signing,
    Limits limits,
    Authentication authentication) {

  /** The name of the setting {@link Limits#maxJobBody}. */
  public static final String MAX_JOB_BODY = "master.max-job-body";

  private static final int DEFAULT_JOB_BODY = 2_097_152;

  /**
   * The keys that sign tokens.
   *
   * @param keyLabel label of the first key
   * @param notices folder in which later ceremonies write the labels of further keys
   */
  public record Signing(Pkcs11Settings token, String keyLabel, Optional<Path> notices) {}

  /**
   * Limits of time, size and number.
   *
   * @param maxJobBody greatest number of bytes of a job request, which includes the inputs of its
   *     steps
   */
  public record Limits(
      Duration accessTokenLifetime,
      Duration txnTokenLifetime,
      Duration stepTimeout,
      Duration jobDuration,
      Duration inventoryAge,
      int maxSteps,
      int maxCalls,
      int maxTries,
      int maxChain,
      int maxJobsPerCaller,
      int maxStreams,
      long maxJobBody) {}

  /** The rules by which callers of the jobs resource are authenticated. */
  public record Authentication(String jobs, String oversight) {}

  /** The SPIFFE id of this node. */
  public SpiffeId node() {
    return new SpiffeId(trustDomain(), "/node/" + nodeName);
  }

  /** The own trust domain. */
  public TrustDomain trustDomain() {
    return authority.domain();
  }

  /** Name of the Master Agent's audit chain. */
  public String auditChain() {
    return nodeName + "/master";
  }

  static MasterSettings read(Settings settings) {
    MasterSettings read =
        new MasterSettings(
            settings.required("node.name"),
            settings.baseUrl("master.base-url"),
            settings.baseUrl("master.ars-url"),
            settings.path("node.policy-folder"),
            settings.path("master.partners-folder"),
            settings.number("node.max-body", BodyLimits.DEFAULT, range(1024, 16_777_216)),
            settings.list("node.trusted-proxies"),
            settings.path("master.audit-heads-file"),
            AdmissionSettings.read(settings),
            AuthoritySettings.read(settings, "master.cache-folder"),
            signing(settings),
            limits(settings),
            new Authentication(
                settings.text("master.authentication.jobs", "all-of(mtls,access-token)"),
                settings.text("master.authentication.oversight", "all-of(mtls)")));
    settings.done();
    return read;
  }

  private static Signing signing(Settings settings) {
    return new Signing(
        new Pkcs11Settings(
            settings.path("master.hsm.configuration"),
            Optional.of(settings.path("master.hsm.pin-file")),
            settings.number("master.hsm.sessions", 16, range(1, 1024)),
            settings.duration("master.hsm.wait", Duration.ofSeconds(2)),
            settings.duration("master.hsm.call-timeout", Duration.ofSeconds(5))),
        settings.text("master.token-signing-key", "token-signing"),
        settings.findPath("master.token-keys-folder"));
  }

  private static Limits limits(Settings settings) {
    return new Limits(
        settings.duration("master.access-token-lifetime", Duration.ofMinutes(5)),
        settings.duration("master.txn-token-lifetime", Duration.ofMinutes(2)),
        settings.duration("master.step-timeout", Duration.ofSeconds(60)),
        settings.duration("master.job-duration", Duration.ofHours(1)),
        settings.duration("master.inventory-age", Duration.ofMinutes(5)),
        settings.number("master.max-steps", 50, range(1, 1000)),
        settings.number("master.max-calls", 64, range(1, 10_000)),
        settings.number("master.max-tries", 8, range(1, 100)),
        settings.number("master.max-chain", 4, range(1, 16)),
        settings.number("master.max-jobs-per-caller", 100, range(1, 100_000)),
        settings.number("master.max-event-streams", 100, range(1, 100_000)),
        settings.number(MAX_JOB_BODY, DEFAULT_JOB_BODY, range(1024, 67_108_864)));
  }

  private static Settings.Range range(int least, int most) {
    return new Settings.Range(least, most);
  }
}
