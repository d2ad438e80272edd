package org.bailiwick.aca.ceremony.plan;

import java.net.URI;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.ceremony.certificate.CeremonyNames;
import org.bailiwick.aca.ceremony.certificate.CertificateMaker;
import org.bailiwick.aca.ceremony.records.Announcement;
import org.bailiwick.aca.ceremony.records.CeremonyException;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.KeyEntry;
import org.bailiwick.aca.ceremony.records.KeyUse;
import org.bailiwick.aca.lint.CertificateProfile;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.node.hsm.KeyShape;

/**
 * The keys and certificates that a ceremony makes, from an input file. Relative paths are below the
 * file's {@code home}.
 *
 * @param authority the authority whose keys and certificates the ceremony makes
 * @param succession present for a later ceremony, which adds a key to an authority in service; the
 *     other keys of its file exist already
 * @param inputSha256 digest of the input file, hex, for the record
 */
public record CeremonyPlan(
    PlannedAuthority authority,
    Path folder,
    PlannedRoot root,
    List<PlannedToken> tokens,
    List<PlannedKey> keys,
    List<PlannedCertificate> certificates,
    Optional<Succession> succession,
    String inputSha256) {

  /**
   * The names of an authority, and the base of the URLs in its certificates.
   *
   * @param plainBaseUrl base of the CRL and issuer URLs, without slash at its end
   */
  public record PlannedAuthority(CeremonyNames names, URI plainBaseUrl) {
    /** Makes certificates of this authority that begin at {@code now}. */
    public CertificateMaker maker(SecureRandom random, Instant now) {
      return new CertificateMaker(names.trustDomain(), plainBaseUrl, random, now);
    }
  }

  /** The issuer of the topmost certificate, and the validity of the first CRL. */
  public record PlannedRoot(RootMode mode, Period crlValidity) {}

  /**
   * The key that a new key succeeds, and the time from which the new key signs.
   *
   * @param of label of the earlier key; {@link #NOTHING} for the first key of its use
   * @param after time from the ceremony until the new key signs, so that every node has polled the
   *     trust bundle or event keys with the new key first
   * @param announcement whether {@code after} must cover that poll; waived for a lost earlier key
   * @param notices folder in which the domain node finds the notice of a new key for tokens
   */
  public record Succession(
      String of, Duration after, Announcement announcement, Optional<Path> notices) {
    /** The value of {@code of} if there is no earlier key; no key has this label. */
    static final String NOTHING = "none";

    public boolean isOfNothing() {
      return of.equals(NOTHING);
    }
  }

  /** A token: its name, SunPKCS11 configuration and PIN file. */
  public record PlannedToken(String name, Path configuration, Path pinFile) {}

  /**
   * A key to make or, in a later ceremony, an earlier key that signs.
   *
   * @param validity of its certificate, for uses that have one
   * @param rotation time after which a successor should be in service
   */
  public record PlannedKey(
      String label,
      String token,
      KeyShape shape,
      KeyUse use,
      Optional<Period> validity,
      Period rotation) {

    /** The key's entry in the record of the ceremony that made it. */
    public KeyEntry entry(PublicKey publicKey) {
      return new KeyEntry(label, token, shape.text(), use, rotation, publicKey);
    }
  }

  /**
   * A certificate for a key that its holder made.
   *
   * @param issuer label of the signing key
   * @param hostNames whether the certificate gets the DNS and IP names of the request
   * @param file where the PEM chain is written, without the trust anchor
   */
  public record PlannedCertificate(
      String name,
      CertificateProfile profile,
      String issuer,
      SpiffeId id,
      HostNames hostNames,
      Path request,
      Path file,
      Period validity) {}

  /** DNS and IP names of a request. */
  public enum HostNames {
    NONE,
    OF_REQUEST
  }

  /** The issuer of the topmost certificate. */
  public sealed interface RootMode {
    /** The root signs itself. */
    record SelfSigned() implements RootMode {}

    /**
     * An organisation's existing root signs the topmost certificate.
     *
     * @param request where the PKCS#10 request is written
     * @param answer where the answer is read: PEM, the authority's certificate first, then its
     *     chain
     * @param anchor the organisation's root in PEM, obtained in another way than the answer
     */
    record Subordinate(Path request, Path answer, Path anchor) implements RootMode {}
  }

  /** Reads and checks the file; {@link CeremonyException} lists every fault. */
  public static CeremonyPlan parse(Path file, Map<String, String> environment) {
    return new Reader(PlanProperties.read(file, environment)).plan(CeremonyRecord.digest(file));
  }

  /** The keys that this ceremony makes. */
  public List<PlannedKey> made() {
    return keys.stream().filter(this::isMade).toList();
  }

  private boolean isMade(PlannedKey key) {
    if (succession.isEmpty()) {
      return true;
    }
    return predecessor()
        .map(before -> key.use() == before.use() && !key.equals(before))
        .orElse(key.use().needsNoSignatureOfPredecessor());
  }

  /** The earlier key of the same use, if it signs for the new key and so is in the file. */
  public Optional<PlannedKey> predecessor() {
    return succession.flatMap(
        next -> keys.stream().filter(key -> key.label().equals(next.of())).findFirst());
  }

  /** The one key that a later ceremony makes. */
  public PlannedKey next() {
    return made().getFirst();
  }

  /** The key of this use; in a later ceremony the existing key of this use. */
  public PlannedKey key(KeyUse use) {
    return keys.stream()
        .filter(key -> key.use() == use)
        .filter(key -> succession.isEmpty() || !isMade(key))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Converts properties to values. A placeholder for a wrong value is never in a plan, because
   * {@link PlanProperties#done} throws.
   */
  private static final class Reader {
    private final PlanProperties in;
    private final CeremonyNames names;

    Reader(PlanProperties in) {
      this.in = in;
      this.names = in.authority();
    }

    CeremonyPlan plan(String digest) {
      List<PlannedKey> keys = in.names("key").stream().map(this::key).toList();
      Optional<Succession> succession = succession();
      CeremonyPlan plan =
          new CeremonyPlan(
              authority(),
              in.path("folder"),
              new PlannedRoot(
                  succession.isPresent() ? new RootMode.SelfSigned() : rootMode(),
                  makesRoot(keys, succession) ? period("root.crl-validity") : Period.ZERO),
              in.tokens(),
              keys,
              in.names("certificate").stream().map(this::certificate).toList(),
              succession,
              digest);
      new PlanReferences(plan, in).check();
      in.done();
      return plan;
    }

    private PlannedAuthority authority() {
      return new PlannedAuthority(
          names,
          in.required("plain-base-url", Reader::plainUrl, URI.create("http://nowhere.example")));
    }

    private static boolean makesRoot(List<PlannedKey> keys, Optional<Succession> succession) {
      return succession.isEmpty()
          || keys.stream().filter(key -> key.use() == KeyUse.ROOT).count() > 1;
    }

    private Optional<Succession> succession() {
      return in.optional("successor.of", PlanProperties::name)
          .map(
              of ->
                  new Succession(
                      of,
                      in.required("successor.in-service", Duration::parse, Duration.ofDays(1)),
                      in.optional("successor.announcement", Announcement::parse)
                          .orElse(Announcement.REQUIRED),
                      in.optional("successor.notices", Path::of).map(in::below)));
    }

    private RootMode rootMode() {
      String mode = in.required("root.mode", text -> text, "self-signed");
      in.require(
          mode.equals("self-signed") || mode.equals("subordinate"),
          "root.mode must be self-signed or subordinate");
      return mode.equals("subordinate")
          ? new RootMode.Subordinate(
              in.path("root.request"), in.path("root.answer"), in.path("root.anchor"))
          : new RootMode.SelfSigned();
    }

    private PlannedKey key(String label) {
      String prefix = "key." + label + ".";
      return new PlannedKey(
          label,
          in.required(prefix + "token", PlanProperties::name, ""),
          in.required(prefix + "algorithm", KeyShape::parse, KeyShape.EC_P256),
          in.required(prefix + "use", KeyUse::parse, KeyUse.ROOT),
          in.optional(prefix + "validity", Period::parse),
          period(prefix + "rotation"));
    }

    private PlannedCertificate certificate(String name) {
      String prefix = "certificate." + name + ".";
      String path = in.required(prefix + "spiffe-path", text -> "/" + text, "/nowhere");
      HostNames hosts =
          in.optional(
                  prefix + "host-names",
                  text -> HostNames.valueOf(text.replace('-', '_').toUpperCase(Locale.ROOT)))
              .orElse(HostNames.NONE);
      SpiffeId id = new SpiffeId(names.trustDomain(), path);
      in.require(
          id.isNode() || id.isOperator(),
          prefix + "spiffe-path must be that of a node or an operator");
      return new PlannedCertificate(
          name,
          id.isNode() ? CertificateProfile.NODE : CertificateProfile.OPERATOR,
          in.required(prefix + "issuer", PlanProperties::name, ""),
          id,
          hosts,
          in.path(prefix + "request"),
          in.path(prefix + "file"),
          period(prefix + "validity"));
    }

    private Period period(String key) {
      return in.required(key, Period::parse, Period.ofDays(1));
    }

    private static URI plainUrl(String text) {
      URI uri = URI.create(text);
      if (!"http".equals(uri.getScheme()) || uri.getHost() == null || text.endsWith("/")) {
        throw new IllegalArgumentException("must be an http URL without a slash at its end");
      }
      return uri;
    }
  }
}
