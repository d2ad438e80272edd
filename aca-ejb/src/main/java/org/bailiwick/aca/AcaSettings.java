package org.bailiwick.aca;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.settings.Settings;

/**
 * The authority's configuration, read once at start; all faults are in one message. docs/names.md
 * lists the keys.
 *
 * @param issuers ids of the issuers in service
 * @param folders folders of operators' files
 * @param status settings of CRLs and OCSP
 */
public record AcaSettings(
    Node node,
    Issuers issuers,
    HsmSettings hsm,
    Folders folders,
    Enrolments enrolments,
    Records records,
    Status status) {

  /**
   * This node of the authority.
   *
   * @param baseUrl public https address, the issuer of tokens
   * @param plainBaseUrl public http address, written into certificates
   * @param validity of its renewed certificates
   */
  public record Node(
      String name, TrustDomain trustDomain, URI baseUrl, URI plainBaseUrl, NodeValidity validity) {}

  /**
   * Issuers by their ids.
   *
   * @param issuing certifies agents and nodes
   * @param operators certifies operators and nodes as clients
   */
  public record Issuers(String issuing, String operators) {}

  /**
   * Bounds of enrolments.
   *
   * @param newAtOnce greatest number of agents without a credential that are served at a time
   */
  public record Enrolments(
      Path nonceKeyFile, Duration nonceLifetime, int newAtOnce, Joining joining) {}

  /**
   * Settings of this node's audit log and ledger.
   *
   * @param auditHeadsFile signed heads of this node's audit log, which no other node writes
   */
  public record Records(Path auditHeadsFile, Retention retention) {}

  /**
   * Bounds of join tokens.
   *
   * @param lifetime longest time from issuance to use, and the default
   * @param unspentPerUser greatest number of a user's tokens that are neither used nor expired
   */
  public record Joining(Duration lifetime, int unspentPerUser) {

    private static final Duration LONGEST = Duration.ofDays(1);

    private static Joining read(Settings settings) {
      Duration lifetime = settings.duration("aca.join-token-lifetime", Duration.ofMinutes(15));
      if (lifetime.compareTo(LONGEST) > 0) {
        settings.fault("aca.join-token-lifetime", "must not be longer than " + LONGEST);
      }
      return new Joining(
          lifetime, settings.number("aca.join-tokens-per-user", 20, new Settings.Range(1, 10_000)));
    }
  }

  /**
   * The time for which rows stay in the database before they may be archived.
   *
   * @param credentials after a certificate has expired
   * @param audit after a row of the audit log was written
   */
  public record Retention(Duration credentials, Duration audit) {

    /** Reads the two settings; the archive command reads them, too. */
    public static Retention read(Settings settings) {
      return new Retention(
          settings.duration("aca.credentials-retention", Duration.ofDays(365)),
          settings.duration("aca.audit-retention", Duration.ofDays(365)));
    }
  }

  /** Validity periods of renewed node certificates. */
  public record NodeValidity(Duration server, Duration client) {}

  /**
   * Folders of operators' files.
   *
   * @param trust folders of those whom the authority trusts
   */
  public record Folders(
      Path ceremony,
      Path profiles,
      Path revocation,
      Path policy,
      Path tls,
      Map<TrustFolder, Path> trust) {

    public Path of(TrustFolder folder) {
      return trust.get(folder);
    }
  }

  /**
   * Settings of CRLs and OCSP.
   *
   * @param httpCaching time for which an HTTP cache may keep a CRL or an OCSP answer, and so hide a
   *     revocation
   */
  public record Status(Duration httpCaching, Crls crls, Ocsp ocsp) {}

  /**
   * Settings of CRLs.
   *
   * @param shards number of partial CRLs in addition to the complete one
   * @param deltas whether each CRL has a delta CRL; if absent, by the validity of profiles
   */
  public record Crls(Duration interval, Duration validity, int shards, Optional<Boolean> deltas) {}

  /**
   * Settings of OCSP.
   *
   * @param responderKey label of the key in the HSM that signs OCSP answers
   * @param responderValidity life of a responder certificate, renewed after two thirds
   * @param answerValidity from an OCSP answer's thisUpdate to its nextUpdate
   * @param keptAnswers greatest number of OCSP answers in memory
   */
  public record Ocsp(
      String responderKey, Duration responderValidity, Duration answerValidity, int keptAnswers) {}

  /** Reads MicroProfile Config. */
  public static AcaSettings read() {
    return read(Settings.fromConfig());
  }

  public static AcaSettings read(Settings settings) {
    AcaSettings read =
        new AcaSettings(
            node(settings),
            new Issuers(
                settings.text("aca.issuing-authority", "issuing-1"),
                settings.text("aca.operator-authority", "operator-ca")),
            HsmSettings.read(settings),
            folders(settings),
            enrolments(settings),
            new Records(settings.path("aca.audit-heads-file"), Retention.read(settings)),
            status(settings));
    if (read.records().retention().credentials().compareTo(read.crlValidity()) < 0) {
      settings.fault(
          "aca.credentials-retention",
          "must not be shorter than aca.crl-validity: a CRL lists what expired while it is valid");
    }
    if (read.crlInterval().compareTo(read.crlValidity()) >= 0) {
      settings.fault("aca.crl-interval", "must be shorter than aca.crl-validity");
    }
    settings.done();
    return read;
  }

  /** Name of this node's audit chain. */
  public String auditChain() {
    return nodeName() + "/aca";
  }

  /** This node's own SPIFFE id. */
  public SpiffeId nodeId() {
    return new SpiffeId(trustDomain(), "/node/" + nodeName());
  }

  public String nodeName() {
    return node.name();
  }

  public TrustDomain trustDomain() {
    return node.trustDomain();
  }

  public URI baseUrl() {
    return node.baseUrl();
  }

  public URI plainBaseUrl() {
    return node.plainBaseUrl();
  }

  public String operatorAuthority() {
    return issuers.operators();
  }

  public Duration crlInterval() {
    return status.crls().interval();
  }

  public Duration crlValidity() {
    return status.crls().validity();
  }

  private static Node node(Settings settings) {
    return new Node(
        settings.required("node.name"),
        trustDomain(settings),
        settings.baseUrl("aca.base-url"),
        settings.baseUrl("aca.plain-base-url"),
        new NodeValidity(
            settings.duration("aca.node-certificate-validity", Duration.ofDays(7)),
            settings.duration("aca.node-client-validity", Duration.ofDays(90))));
  }

  private static Enrolments enrolments(Settings settings) {
    return new Enrolments(
        settings.path("aca.nonce-key-file"),
        settings.duration("aca.nonce-lifetime", Duration.ofMinutes(5)),
        settings.number("aca.new-enrolments-at-once", newAtOnce(), new Settings.Range(1, 1_000)),
        Joining.read(settings));
  }

  private static TrustDomain trustDomain(Settings settings) {
    try {
      return TrustDomain.parse(settings.required("node.trust-domain"));
    } catch (ProblemException notADomain) {
      settings.fault("node.trust-domain", "is not a SPIFFE trust domain name");
      return new TrustDomain("invalid");
    }
  }

  /** This number keeps the processors and a distant HSM busy. */
  private static int newAtOnce() {
    return Math.max(16, 4 * Runtime.getRuntime().availableProcessors());
  }

  private static Status status(Settings settings) {
    return new Status(
        settings.duration("aca.status-caching", Duration.ofSeconds(10)),
        new Crls(
            settings.duration("aca.crl-interval", Duration.ofHours(1)),
            settings.duration("aca.crl-validity", Duration.ofHours(24)),
            settings.number("aca.crl-shards", 0, new Settings.Range(0, 1024)),
            deltaCrls(settings)),
        new Ocsp(
            settings.text("aca.ocsp.key", "ocsp-1"),
            settings.duration("aca.ocsp.certificate-validity", Duration.ofDays(30)),
            settings.duration("aca.ocsp.validity", Duration.ofHours(1)),
            settings.number("aca.ocsp.kept-answers", 50_000, new Settings.Range(100, 10_000_000))));
  }

  private static Optional<Boolean> deltaCrls(Settings settings) {
    return switch (settings.text("aca.delta-crls", "by-profile")) {
      case "yes" -> Optional.of(true);
      case "no" -> Optional.of(false);
      case "by-profile" -> Optional.empty();
      default -> {
        settings.fault("aca.delta-crls", "must be yes, no or by-profile");
        yield Optional.empty();
      }
    };
  }

  private static Folders folders(Settings settings) {
    return new Folders(
        settings.path("aca.ceremony-folder"),
        settings.path("aca.profiles-folder"),
        settings.path("aca.revocation-folder"),
        settings.path("node.policy-folder"),
        settings.path("node.tls-folder"),
        TrustFolder.read(settings));
  }
}
