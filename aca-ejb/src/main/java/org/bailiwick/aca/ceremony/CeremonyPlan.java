package org.bailiwick.aca.ceremony;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.lint.CertificateProfile;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.hsm.KeyShape;

/**
 * The keys and certificates that a ceremony makes, from its one input file. Relative paths are
 * below the file's {@code home}.
 *
 * @param succession for a later ceremony, which adds a key to an authority that is in service; the
 *     other keys of its file are there already
 * @param inputSha256 digest of the input file, hex, for the record
 */
public record CeremonyPlan(
    TrustDomain trustDomain,
    String organisation,
    URI plainBaseUrl,
    Path folder,
    RootMode rootMode,
    Period rootCrlValidity,
    List<PlannedToken> tokens,
    List<PlannedKey> keys,
    List<PlannedCertificate> certificates,
    Optional<Succession> succession,
    String inputSha256) {

  /**
   * The key that a new key succeeds, and the time.
   *
   * @param of label of the key that is used until then; {@link #NOTHING} for the first of its use
   * @param after from the ceremony on: long enough for everybody to have read the trust bundle
   * @param announcement whether it must be that long
   * @param notices folder of the node that uses it, where it is another than the authority
   */
  public record Succession(
      String of, Duration after, Announcement announcement, Optional<Path> notices) {
    /** Stands for the key before where there is none; no key has this label. */
    static final String NOTHING = "none";

    boolean isOfNothing() {
      return of.equals(NOTHING);
    }
  }

  /** A token: its name, SunPKCS11 configuration and PIN file. */
  public record PlannedToken(String name, Path configuration, Path pinFile) {}

  /**
   * A key to make.
   *
   * @param validity of its certificate, for uses that have one
   * @param rotation after how long its successor is to be in service
   */
  public record PlannedKey(
      String label,
      String token,
      KeyShape shape,
      KeyUse use,
      Optional<Period> validity,
      Period rotation) {}

  /**
   * A certificate for a key that its holder made.
   *
   * @param issuer label of the signing key
   * @param hostNames whether DNS and IP names of the request are taken over
   * @param file where the PEM chain goes, without the anchor
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
     * An organisation's existing root signs it.
     *
     * @param request where the PKCS#10 request is written
     * @param answer where the answer is read: PEM, our certificate first, then its chain
     * @param anchor the organisation's root, PEM, obtained by another way than the answer
     */
    record Subordinate(Path request, Path answer, Path anchor) implements RootMode {}
  }

  /** Reads and checks the file; {@link CeremonyException} lists every fault. */
  public static CeremonyPlan parse(Path file, Map<String, String> environment) {
    try {
      return new Reader(PlanProperties.read(file, environment)).plan(digest(file));
    } catch (IOException e) {
      throw new CeremonyException("The ceremony's file " + file + " can't be read", e);
    }
  }

  /** The keys that this ceremony makes. */
  List<PlannedKey> made() {
    return keys.stream().filter(this::isMade).toList();
  }

  private boolean isMade(PlannedKey key) {
    if (succession.isEmpty()) {
      return true;
    }
    return followed()
        .map(before -> key.use() == before.use() && !key.equals(before))
        .orElse(key.use().isSucceededUnsigned());
  }

  /** The key before the new one, in a file that has to name it since it signs. */
  Optional<PlannedKey> followed() {
    return succession.flatMap(
        next -> keys.stream().filter(key -> key.label().equals(next.of())).findFirst());
  }

  /** The one key that a later ceremony makes. */
  PlannedKey next() {
    return made().getFirst();
  }

  /** The key of this use; in a later ceremony one that is there already. */
  PlannedKey key(KeyUse use) {
    return keys.stream()
        .filter(key -> key.use() == use)
        .filter(key -> succession.isEmpty() || !isMade(key))
        .findFirst()
        .orElseThrow();
  }

  /** SHA-256 of a file, hex; {@link CeremonyException} when it cannot be read. */
  static String digest(Path file) {
    try {
      return Sha256.hex(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new CeremonyException("The file " + file + " can't be read", e);
    }
  }

  /** Turns properties into values. Stand-ins never leave it, since faults end it. */
  private static final class Reader {
    private static final Path NOWHERE = Path.of("nowhere");

    private final PlanProperties in;
    private final Path home;
    private final TrustDomain domain;

    Reader(PlanProperties in) {
      this.in = in;
      this.home = in.required("home", Path::of, NOWHERE);
      this.domain =
          in.required("trust-domain", TrustDomain::parse, TrustDomain.parse("nowhere.example"));
    }

    CeremonyPlan plan(String digest) {
      List<PlannedToken> tokens = in.names("token").stream().map(this::token).toList();
      List<PlannedKey> keys = in.names("key").stream().map(this::key).toList();
      Optional<Succession> succession = succession();
      CeremonyPlan plan =
          new CeremonyPlan(
              domain,
              in.required("organisation", text -> text, ""),
              in.required("plain-base-url", Reader::plainUrl, URI.create("http://nowhere.example")),
              path("folder"),
              succession.isPresent() ? new RootMode.SelfSigned() : rootMode(),
              makesRoot(keys, succession) ? period("root.crl-validity") : Period.ZERO,
              tokens,
              keys,
              in.names("certificate").stream().map(this::certificate).toList(),
              succession,
              digest);
      new PlanReferences(plan, in).check();
      in.done();
      return plan;
    }

    private static boolean makesRoot(List<PlannedKey> keys, Optional<Succession> succession) {
      return succession.isEmpty()
          || keys.stream().filter(key -> key.use() == KeyUse.ROOT).count() > 1;
    }

    private Optional<Succession> succession() {
      return in.optional("successor.of", Reader::name)
          .map(
              of ->
                  new Succession(
                      of,
                      in.required("successor.in-service", Duration::parse, Duration.ofDays(1)),
                      in.optional("successor.announcement", Announcement::parse)
                          .orElse(Announcement.REQUIRED),
                      in.optional("successor.notices", Path::of)
                          .map(folder -> home.resolve(folder).normalize())));
    }

    private RootMode rootMode() {
      String mode = in.required("root.mode", text -> text, "self-signed");
      in.require(
          mode.equals("self-signed") || mode.equals("subordinate"),
          "root.mode is self-signed or subordinate");
      return mode.equals("subordinate")
          ? new RootMode.Subordinate(path("root.request"), path("root.answer"), path("root.anchor"))
          : new RootMode.SelfSigned();
    }

    private PlannedToken token(String name) {
      String prefix = "token." + name + ".";
      return new PlannedToken(name, path(prefix + "configuration"), path(prefix + "pin-file"));
    }

    private PlannedKey key(String label) {
      String prefix = "key." + label + ".";
      return new PlannedKey(
          label,
          in.required(prefix + "token", Reader::name, ""),
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
      SpiffeId id = new SpiffeId(domain, path);
      in.require(id.isNode() || id.isOperator(), prefix + "spiffe-path is of no node or operator");
      return new PlannedCertificate(
          name,
          id.isNode() ? CertificateProfile.NODE : CertificateProfile.OPERATOR,
          in.required(prefix + "issuer", Reader::name, ""),
          id,
          hosts,
          path(prefix + "request"),
          path(prefix + "file"),
          period(prefix + "validity"));
    }

    private Path path(String key) {
      return home.resolve(in.required(key, Path::of, NOWHERE)).normalize();
    }

    private Period period(String key) {
      return in.required(key, Period::parse, Period.ofDays(1));
    }

    private static String name(String text) {
      if (!text.matches("[a-z0-9][a-z0-9-]{0,62}")) {
        throw new IllegalArgumentException("not a name of lower-case letters, digits and '-'");
      }
      return text;
    }

    private static URI plainUrl(String text) {
      URI uri = URI.create(text);
      if (!"http".equals(uri.getScheme()) || uri.getHost() == null || text.endsWith("/")) {
        throw new IllegalArgumentException("not an http URL without slash at its end");
      }
      return uri;
    }
  }
}
