package org.bailiwick.master;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.component.ComponentSettings;
import org.bailiwick.node.settings.Settings;

/**
 * The Master Agent's configuration, which is read once at start. The document {@code
 * docs/master-agent.md} explains each setting.
 *
 * @param component its base URL is also the OAuth issuer id and resource id
 * @param registryUrl https URL of the registry
 */
public record MasterSettings(
    ComponentSettings component,
    URI registryUrl,
    Path partnersFolder,
    Limits limits,
    Authentication authentication) {

  /** The name of the setting {@link Jobs#maxBody}. */
  public static final String MAX_JOB_BODY = "master.max-job-body";

  private static final int DEFAULT_JOB_BODY = 2_097_152;
  private static final int DEFAULT_SESSIONS = 16;

  /**
   * Limits of time, size and number.
   *
   * @param inventoryAge greatest age of the registry's snapshot
   */
  public record Limits(Tokens tokens, Jobs jobs, Calls calls, Duration inventoryAge) {}

  /**
   * Bounds of tokens.
   *
   * @param maxChain greatest number of workloads in a chain of calls
   */
  public record Tokens(Duration accessLifetime, Duration transactionLifetime, int maxChain) {}

  /**
   * Bounds of jobs.
   *
   * @param maxBody greatest number of bytes of a job, including its inputs
   */
  public record Jobs(
      Duration duration, long maxBody, int maxSteps, int maxPerCaller, int maxStreams) {}

  /**
   * Bounds of the calls of agents.
   *
   * @param most greatest number of calls at a time
   * @param maxTries most attempts at one step
   */
  public record Calls(Duration timeout, int most, int maxTries) {}

  /** The authentication rule of agents (jobs), and that of officers and auditors (oversight). */
  public record Authentication(String jobs, String oversight) {}

  /** The SPIFFE id of this node. */
  public SpiffeId node() {
    return new SpiffeId(trustDomain(), "/node/" + component.nodeName());
  }

  /** The trust domain of this node. */
  public TrustDomain trustDomain() {
    return component.authority().trust().domain();
  }

  /** Name of the Master Agent's audit chain. */
  public String auditChain() {
    return component.nodeName() + "/master";
  }

  static MasterSettings read(Settings settings) {
    MasterSettings read =
        new MasterSettings(
            ComponentSettings.read(settings, "master", DEFAULT_SESSIONS),
            settings.baseUrl("master.ars-url"),
            settings.path("master.partners-folder"),
            limits(settings),
            new Authentication(
                settings.text("master.authentication.jobs", "all-of(mtls,access-token)"),
                settings.text("master.authentication.oversight", "all-of(mtls)")));
    settings.done();
    return read;
  }

  private static Limits limits(Settings settings) {
    return new Limits(
        new Tokens(
            settings.duration("master.access-token-lifetime", Duration.ofMinutes(5)),
            settings.duration("master.txn-token-lifetime", Duration.ofMinutes(2)),
            settings.number("master.max-chain", 4, range(1, 16))),
        new Jobs(
            settings.duration("master.job-duration", Duration.ofHours(1)),
            settings.number(MAX_JOB_BODY, DEFAULT_JOB_BODY, range(1024, 67_108_864)),
            settings.number("master.max-steps", 50, range(1, 1000)),
            settings.number("master.max-jobs-per-caller", 100, range(1, 100_000)),
            settings.number("master.max-event-streams", 100, range(1, 100_000))),
        new Calls(
            settings.duration("master.step-timeout", Duration.ofSeconds(60)),
            settings.number("master.max-calls", 64, range(1, 10_000)),
            settings.number("master.max-tries", 8, range(1, 100))),
        settings.duration("master.inventory-age", Duration.ofMinutes(5)));
  }

  private static Settings.Range range(int least, int most) {
    return new Settings.Range(least, most);
  }
}
