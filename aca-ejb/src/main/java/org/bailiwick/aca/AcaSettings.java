package org.bailiwick.aca;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.hsm.Pkcs11Settings;
import org.bailiwick.node.settings.Settings;

/**
 * The authority's configuration, read once at start; every fault is in one message. docs/names.md
 * lists the keys.
 *
 * @param baseUrl outside https address, the issuer of tokens
 * @param plainBaseUrl outside http address, written into certificates
 * @param issuingAuthority id of the issuer that certifies agents and nodes
 * @param operatorAuthority id of the issuer that certifies operators and nodes as clients
 * @param newEnrolmentsAtOnce most agents without a credential that are served at a time
 * @param auditHeadsFile signed heads of this node's audit log; not one that another node writes
 */
public record AcaSettings(
    String nodeName,
    TrustDomain trustDomain,
    URI baseUrl,
    URI plainBaseUrl,
    String issuingAuthority,
    String operatorAuthority,
    Hsm hsm,
    Folders folders,
    Path nonceKeyFile,
    Path auditHeadsFile,
    Duration nonceLifetime,
    int newEnrolmentsAtOnce,
    Joining joining,
    Duration crlInterval,
    Duration crlValidity,
    NodeValidity nodeValidity,
    Retention retention,
    Status status) {

  private static final int DEFAULT_SESSIONS = 16;

  /**
   * Bounds of join tokens.
   *
   * @param lifetime longest time from issue to use, and the default
   * @param unspentPerUser most tokens of a user that are neither used nor expired
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
   * The time for which records stay in the database before they may be archived.
   *
   * @param credentials after a certificate has expired
   * @param audit after a row of the audit log was written
   */
  public record Retention(Duration credentials, Duration audit) {

    /** Reads the two settings; for the archive command too, which works beside the node. */
    public static Retention read(Settings settings) {
      return new Retention(
          settings.duration("aca.credentials-retention", Duration.ofDays(365)),
          settings.duration("aca.audit-retention", Duration.ofDays(365)));
    }
  }

  /**
   * The tokens of this node's keys.
   *
   * @param first the token in service
   * @param next a token beside it, to which keys move
   * @param retired labels of keys that no longer sign and need not be in a token
   */
  public record Hsm(Pkcs11Settings first, Optional<Pkcs11Settings> next, Set<String> retired) {}

  /** Validity periods of renewed node certificates. */
  public record NodeValidity(Duration server, Duration client) {}

  /** Folders of operators' files. */
  public record Folders(
      Path ceremony,
      Path devices,
      Path users,
      Path referenceValues,
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
   * @param responderKey label of the key in the token that signs OCSP answers
   * @param responderValidity life of a responder certificate, renewed after two thirds
   * @param answerValidity from an OCSP answer's thisUpdate to its nextUpdate
   * @param keptAnswers most OCSP answers in memory
   * @param crlShards number of partial CRLs beside the complete one
   * @param deltaCrls whether each CRL has a delta CRL beside it; absent: while a profile is long
   */
  public record Status(
      Duration httpCaching,
      String responderKey,
      Duration responderValidity,
      Duration answerValidity,
      int keptAnswers,
      int crlShards,
      Optional<Boolean> deltaCrls) {}

  /** Reads MicroProfile Config. */
  public static AcaSettings read() {
    return read(Settings.fromConfig());
  }

  /** Reads from another source. */
  public static AcaSettings read(Settings settings) {
    AcaSettings read =
        new AcaSettings(
            settings.required("node.name"),
            trustDomain(settings),
            settings.baseUrl("aca.base-url"),
            settings.baseUrl("aca.plain-base-url"),
            settings.text("aca.issuing-authority", "issuing-1"),
            settings.text("aca.operator-authority", "operator-ca"),
            hsm(settings),
            folders(settings),
            settings.path("aca.nonce-key-file"),
            settings.path("aca.audit-heads-file"),
            settings.duration("aca.nonce-lifetime", Duration.ofMinutes(5)),
            settings.number(
                "aca.new-enrolments-at-once", newAtOnce(), new Settings.Range(1, 1_000)),
            Joining.read(settings),
            settings.duration("aca.crl-interval", Duration.ofHours(1)),
            settings.duration("aca.crl-validity", Duration.ofHours(24)),
            new NodeValidity(
                settings.duration("aca.node-certificate-validity", Duration.ofDays(7)),
                settings.duration("aca.node-client-validity", Duration.ofDays(90))),
            Retention.read(settings),
            status(settings));
    if (read.retention().credentials().compareTo(read.crlValidity()) < 0) {
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
    return nodeName + "/aca";
  }

  /** This node's own SPIFFE id. */
  public SpiffeId nodeId() {
    return new SpiffeId(trustDomain, "/node/" + nodeName);
  }

  private static TrustDomain trustDomain(Settings settings) {
    try {
      return TrustDomain.parse(settings.required("node.trust-domain"));
    } catch (ProblemException notADomain) {
      settings.fault("node.trust-domain", "is not a SPIFFE trust domain name");
      return new TrustDomain("invalid");
    }
  }

  private static Hsm hsm(Settings settings) {
    return new Hsm(
        token(settings, "aca.hsm."),
        settings
            .findPath("aca.hsm.next.configuration")
            .map(present -> token(settings, "aca.hsm.next.")),
        Set.copyOf(settings.list("aca.retired-keys")));
  }

  private static Pkcs11Settings token(Settings settings, String prefix) {
    return new Pkcs11Settings(
        settings.path(prefix + "configuration"),
        pinFile(settings, prefix),
        settings.number(prefix + "sessions", DEFAULT_SESSIONS, new Settings.Range(1, 1024)),
        settings.duration(prefix + "wait", Duration.ofSeconds(2)),
        settings.duration(prefix + "call-timeout", Duration.ofSeconds(5)));
  }

  /** Enough for processors and a distant HSM to be busy, and no more. */
  private static int newAtOnce() {
    return Math.max(16, 4 * Runtime.getRuntime().availableProcessors());
  }

  /** None when an officer gives the PIN to the running node. */
  private static Optional<Path> pinFile(Settings settings, String prefix) {
    return switch (settings.text(prefix + "activation", "pin-file")) {
      case "pin-file" -> Optional.of(settings.path(prefix + "pin-file"));
      case "manual" -> Optional.empty();
      default -> {
        settings.fault(prefix + "activation", "must be pin-file or manual");
        yield Optional.empty();
      }
    };
  }

  private static Status status(Settings settings) {
    return new Status(
        settings.duration("aca.status-caching", Duration.ofSeconds(10)),
        settings.text("aca.ocsp.key", "ocsp-1"),
        settings.duration("aca.ocsp.certificate-validity", Duration.ofDays(30)),
        settings.duration("aca.ocsp.validity", Duration.ofHours(1)),
        settings.number("aca.ocsp.kept-answers", 50_000, new Settings.Range(100, 10_000_000)),
        settings.number("aca.crl-shards", 0, new Settings.Range(0, 1024)),
        deltaCrls(settings));
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
    Path devices = settings.path("aca.devices-folder");
    return new Folders(
        settings.path("aca.ceremony-folder"),
        devices,
        settings.path("aca.users-folder"),
        settings.path("aca.reference-values-folder"),
        settings.path("aca.profiles-folder"),
        settings.path("aca.revocation-folder"),
        settings.path("node.policy-folder"),
        settings.path("node.tls-folder"),
        TrustFolder.read(settings, devices));
  }
}
