package org.bailiwick.master;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.master.account.AccountSettings;
import org.bailiwick.master.catalogue.CatalogueSettings;
import org.bailiwick.master.journal.JobBounds;
import org.bailiwick.master.outbox.OutboxSettings;
import org.bailiwick.master.runner.RunnerSettings;
import org.bailiwick.master.slots.CallBounds;
import org.bailiwick.master.storedresult.ResultBounds;
import org.bailiwick.master.transactiontoken.MintSettings;
import org.bailiwick.node.component.ComponentSettings;
import org.bailiwick.node.outbound.address.AgentAddresses;
import org.bailiwick.node.problem.JsonBodyGuard;
import org.bailiwick.node.settings.Settings;

/**
 * The Master Agent's configuration, which is read once at start. The document {@code
 * docs/master-agent.md} explains each setting.
 *
 * @param component its base URL is also the OAuth issuer id and resource id
 * @param registryUrl https URL of the registry
 * @param authenticationFolder the rules of authentication; built-in ones if it is absent
 * @param callersFolder the own workloads that may start work; none if it is absent
 * @param ownersFolder what agents inherit from their owners; owners are not asked if it is absent
 * @param agentAddresses the addresses at which agents may be called
 */
public record MasterSettings(
    ComponentSettings component,
    URI registryUrl,
    Path partnersFolder,
    Limits limits,
    Optional<Path> authenticationFolder,
    Optional<Path> callersFolder,
    Optional<Path> ownersFolder,
    AgentAddresses agentAddresses) {

  /** The name of the setting {@link Jobs#maxBody}. */
  public static final String MAX_JOB_BODY = "master.max-job-body";

  private static final String AUTHENTICATION = "master.authentication-folder";
  private static final String RETENTION_JOBS = "master.retention-jobs";
  private static final String MIN_POLL_PAUSE = "master.min-poll-pause";
  private static final String MAX_POLL_PAUSE = "master.max-poll-pause";
  private static final String MAX_UNFINISHED = "master.max-unfinished-size";
  private static final int DEFAULT_UNFINISHED = 536_870_912;
  private static final int DEFAULT_JOB_BODY = 2_097_152;
  private static final int DEFAULT_SESSIONS = 16;

  /**
   * Limits of time, size and number.
   *
   * @param inventoryAge greatest age of the registry's snapshot
   */
  public record Limits(
      Tokens tokens,
      Jobs jobs,
      Calls calls,
      Retention retention,
      OutboxSettings outbox,
      AccountSettings accounts,
      Duration inventoryAge,
      CatalogueSettings reviewed) {}

  /**
   * How long the rows of what has ended are kept.
   *
   * @param texts the inputs and results of a job, after its end
   * @param jobs a job with its steps, attempts, plan and tokens, after its end; its tokens have
   *     expired then
   * @param accessTokens an access token, after its expiry; longer than the jobs that descend from
   *     it
   */
  public record Retention(Duration texts, Duration jobs, Duration accessTokens) {}

  /**
   * Bounds of tokens.
   *
   * @param maxChain greatest number of workloads in a chain of calls
   * @param maxExchanges greatest number of exchanges of all Txn-Tokens of a job together
   * @param maxFanOut the same of one Txn-Token
   */
  public record Tokens(
      Duration accessLifetime,
      Duration transactionLifetime,
      int maxChain,
      int maxExchanges,
      int maxFanOut) {}

  /**
   * Bounds of jobs.
   *
   * @param maxBody greatest number of bytes of a job, including its inputs
   */
  public record Jobs(
      Duration duration,
      long maxBody,
      int maxSteps,
      int maxPerCaller,
      int maxStreams,
      JobMemory memory) {}

  /**
   * Bounds of what jobs need in memory and in the database.
   *
   * @param maxValues most JSON values of a job
   * @param maxText most characters of jobs that requests, and as many that calls, have in memory
   * @param maxResults most characters of all results of a job
   * @param maxRunning most jobs that a node executes at once
   * @param maxUnfinished most bytes of all unfinished jobs
   * @param stored bounds of the results that are stored by reference
   */
  public record JobMemory(
      int maxValues,
      long maxText,
      long maxResults,
      int maxRunning,
      long maxUnfinished,
      ResultBounds stored) {

    /** No results are stored by reference. */
    public JobMemory(
        int maxValues, long maxText, long maxResults, int maxRunning, long maxUnfinished) {
      this(maxValues, maxText, maxResults, maxRunning, maxUnfinished, ResultBounds.NONE);
    }
  }

  /**
   * Bounds of the calls of agents.
   *
   * @param maxTries most attempts at one step
   */
  public record Calls(
      Duration timeout, CallBounds bounds, int maxTries, RunnerSettings.Polls polls) {}

  /** The URL below which results are read that are stored by reference. */
  public URI resultsUrl() {
    return URI.create(component.baseUrl() + "/v1/results");
  }

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
    return component.auditChain("master");
  }

  static MasterSettings read(Settings settings) {
    MasterSettings read =
        new MasterSettings(
            ComponentSettings.read(settings, "master", DEFAULT_SESSIONS),
            settings.baseUrl("master.ars-url"),
            settings.path("master.partners-folder"),
            limits(settings),
            settings.findPath(AUTHENTICATION),
            settings.findPath("master.callers-folder"),
            settings.findPath("master.owners-folder"),
            AgentAddresses.read(settings));
    requireRoomForOneJob(settings, read.limits().jobs());
    requireNoRules(settings);
    settings.done();
    return read;
  }

  private static Limits limits(Settings settings) {
    Duration duration = settings.duration("master.job-duration", Duration.ofHours(1));
    return new Limits(
        new Tokens(
            settings.duration("master.access-token-lifetime", Duration.ofMinutes(5)),
            settings.duration("master.txn-token-lifetime", Duration.ofMinutes(2)),
            settings.number("master.max-chain", 4, range(1, 16)),
            settings.number("master.max-exchanges", MintSettings.EXCHANGES, range(0, 100_000)),
            settings.number("master.max-fan-out", MintSettings.FAN_OUT, range(0, 10_000))),
        new Jobs(
            duration,
            settings.number(MAX_JOB_BODY, DEFAULT_JOB_BODY, range(1024, 67_108_864)),
            settings.number("master.max-steps", 50, range(1, 1000)),
            settings.number("master.max-jobs-per-caller", 100, range(1, 100_000)),
            settings.number("master.max-event-streams", 100, range(1, 100_000)),
            memory(settings)),
        new Calls(
            settings.duration("master.step-timeout", Duration.ofSeconds(60)),
            callBounds(settings),
            settings.number("master.max-tries", 8, range(1, 100)),
            polls(settings)),
        retention(settings, duration),
        OutboxSettings.read(settings),
        AccountSettings.read(settings),
        settings.duration("master.inventory-age", Duration.ofMinutes(5)),
        CatalogueSettings.read(settings));
  }

  private static Retention retention(Settings settings, Duration jobDuration) {
    Duration texts = settings.duration("master.retention-texts", Duration.ofDays(7));
    Duration jobs = settings.duration(RETENTION_JOBS, Duration.ofDays(90));
    if (jobs.compareTo(texts) < 0 || jobs.compareTo(jobDuration) < 0) {
      settings.fault(
          RETENTION_JOBS, "must be at least master.retention-texts and master.job-duration");
    }
    return new Retention(texts, jobs, jobs.plus(jobDuration));
  }

  /** By default an agent has a quarter of the calls, a caller and a domain half. */
  private static CallBounds callBounds(Settings settings) {
    int all = settings.number("master.max-calls", 64, range(1, 10_000));
    Settings.Range share = range(1, all);
    return new CallBounds(
        all,
        settings.number("master.max-calls-per-agent", Math.max(1, all / 4), share),
        settings.number("master.max-calls-per-caller", Math.max(1, all / 2), share),
        settings.number("master.max-calls-per-domain", Math.max(1, all / 2), share));
  }

  /** The pauses between two polls of accepted work; each poll costs a token and rows. */
  private static RunnerSettings.Polls polls(Settings settings) {
    Duration shortest = settings.duration(MIN_POLL_PAUSE, Duration.ofSeconds(2));
    Duration longest = settings.duration(MAX_POLL_PAUSE, Duration.ofMinutes(1));
    if (shortest.compareTo(Duration.ofSeconds(1)) < 0) {
      settings.fault(MIN_POLL_PAUSE, "must be at least PT1S");
    }
    if (longest.compareTo(shortest) < 0) {
      settings.fault(MAX_POLL_PAUSE, "must be at least " + MIN_POLL_PAUSE);
    }
    return new RunnerSettings.Polls(shortest, longest);
  }

  private static void requireRoomForOneJob(Settings settings, Jobs jobs) {
    if (jobs.maxBody() > new JobBounds(1, jobs.memory().maxUnfinished()).octetsOfCaller()) {
      settings.fault(MAX_UNFINISHED, "must be at least four times " + MAX_JOB_BODY);
    }
  }

  /** Refuses the settings that once held the rules, since nothing would follow them any more. */
  private static void requireNoRules(Settings settings) {
    for (String former : List.of("master.authentication.jobs", "master.authentication.oversight")) {
      settings
          .optional(former)
          .ifPresent(rule -> settings.fault(former, "has moved to a file of " + AUTHENTICATION));
    }
  }

  private static JobMemory memory(Settings settings) {
    return new JobMemory(
        settings.number("master.max-job-values", 50_000, range(100, JsonBodyGuard.MAX_VALUES)),
        settings.number("master.max-job-text", 33_554_432, range(65_536, 1_073_741_824)),
        settings.number("master.max-job-results", 4_194_304, range(1024, 67_108_864)),
        settings.number("master.max-running-jobs", 500, range(1, 100_000)),
        settings.number(MAX_UNFINISHED, DEFAULT_UNFINISHED, range(65_536, 2_147_483_647)),
        ResultBounds.read(settings));
  }

  private static Settings.Range range(int least, int most) {
    return new Settings.Range(least, most);
  }
}
